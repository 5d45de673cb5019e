package import Model
import YAML

/// What reading files needs from the world outside, as functions, so that everything else here stays pure.
package struct FileAccess: Sendable {
    /// The most bytes that are taken from a pipe or a device: as many as a file of YAML may have.
    package static let largestStream = YAMLReader.maximumSize

    /// Why a file cannot be read.
    package enum Problem: Error, Sendable, Hashable {
        /// Nothing of that name exists.
        case absent
        /// It is a folder.
        case folder
        /// It exists, but the system does not give it; the reason in the system's words.
        case unreadable(String)
    }

    /// Something in a folder.
    package struct Entry: Sendable, Hashable {
        /// Its name, without the folder's.
        package var name: String
        /// Whether it is a folder itself; of a link, what it leads to.
        package var isFolder: Bool

        /// An entry of that name.
        package init(name: String, isFolder: Bool = false) {
            self.name = name
            self.isFolder = isFolder
        }
    }

    /// The content of the file at a path; relative paths are relative to the working folder.
    package var read: @Sendable (_ path: String) -> Result<[UInt8], Problem>
    /// Why the file at a path could not be read, found without reading it: it may be long, or give its content once.
    package var probe: @Sendable (_ path: String) -> Problem?
    /// What is in the folder at a path (`.` for the working folder), in any order.
    package var entries: @Sendable (_ folder: String) -> Result<[Entry], Problem>
    /// The value of an environment variable; nil for one that is not set.
    package var environment: @Sendable (_ name: String) -> String?
    /// The time zone of the machine.
    package var localZone: Zone
    /// The time, for what is said of the days to come; nil where that is not asked for.
    package var now: @Sendable () -> Timestamp?

    /// Access by those functions.
    package init(
        read: @escaping @Sendable (_ path: String) -> Result<[UInt8], Problem>,
        probe: @escaping @Sendable (_ path: String) -> Problem?,
        entries: @escaping @Sendable (_ folder: String) -> Result<[Entry], Problem>,
        environment: @escaping @Sendable (_ name: String) -> String?,
        localZone: Zone = .utc,
        now: @escaping @Sendable () -> Timestamp? = { nil }
    ) {
        self.read = read
        self.probe = probe
        self.entries = entries
        self.environment = environment
        self.localZone = localZone
        self.now = now
    }
}
