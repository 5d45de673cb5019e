package import Diagnostics

/// Test files, read and checked together with the rules and configurations that they name.
///
/// The keys are described in `Documentation/Testing.md`.
package enum TestFiles {
    /// The tests of the files at `paths`, in that order; what several of them name is read once.
    package static func load(_ paths: [String], files access: FileAccess) -> [TestFile] {
        var loader = TestLoader(access)
        return paths.map { loader.load($0) }
    }
}

/// A test file as it was read.
package struct TestFile: Sendable {
    /// The path as it was asked for.
    package let path: String
    /// The tests in the order written; none when there are errors among the diagnostics.
    package let tests: [RuleTest]
    /// What there is to say about the file and those that it names, in order, each once.
    package let diagnostics: [Diagnostic]
}
