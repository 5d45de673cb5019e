import ArgumentParser

/// The form of a command's result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// For programs: stable and documented.
    case json
}
