package import Diagnostics

/// What loading files gave: the value if they have no errors, everything there is to say about them, and what was read.
package struct Loaded<Value> {
    /// What the files say; nil if, and only if, there are errors among the diagnostics.
    package let value: Value?
    /// The errors and warnings, in order, each once.
    package let diagnostics: [Diagnostic]
    /// The paths of all files that were read or asked for, existing or not, sorted.
    package let files: [String]
    /// The paths of all folders in which files were looked for, sorted.
    package let folders: [String]

    /// The outcome of loading with `reader`; `value` is dropped when there are errors.
    init(_ value: Value?, _ diagnostics: [Diagnostic], reader: FileReader) {
        precondition(value != nil || diagnostics.hasErrors, "files were refused without a reason")
        self.value = diagnostics.hasErrors ? nil : value
        self.diagnostics = diagnostics.inOrder()
        self.files = reader.files
        self.folders = reader.folders
    }
}

extension Loaded: Sendable where Value: Sendable {}
