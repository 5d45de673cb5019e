import Model

/// Which tests are run: those in whose names a pattern is found.
struct TestFilter {
    private let pattern: Pattern

    /// The tests in whose names `text` (RE2's syntax) is found anywhere.
    init(_ text: String) throws(Pattern.Mistake) {
        // By itself first, so that what is said of it is about what was written.
        _ = try Pattern(text)
        pattern = try Pattern("(?s:.*)(?:\(text))(?s:.*)")
    }

    /// Whether a test of that name is run.
    func accepts(_ name: String) -> Bool {
        pattern.matches(name)
    }
}
