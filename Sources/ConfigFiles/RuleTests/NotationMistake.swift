/// A mistake in a short notation of a test file: what is wrong and where, in Unicode scalars from its first.
struct NotationMistake: Error {
    /// What is wrong.
    let message: String
    /// The characters that are wrong; empty at the end for something that is missing.
    let offsets: Range<Int>
}
