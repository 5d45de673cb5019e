import ArgumentParser

/// The form of a command's result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// For programs: stable and documented.
    case json

    /// What the daemon's API is asked for.
    var mediaType: String {
        switch self {
        case .text: "text/plain"
        case .json: "application/json"
        }
    }
}
