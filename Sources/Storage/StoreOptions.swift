package import Model

/// How a store is opened.
package struct StoreOptions: Sendable {
    /// How long a call waits for another process that has the database locked, such as a `sqlite3` shell.
    package var busyTimeout: TimeSpan
    /// The greatest size of the file in bytes, rounded down to whole pages; nil for what the disk holds.
    ///
    /// A commit that needs more fails as on a full disk.
    package var maximumSize: Int64?
    /// What befalls commits; nil outside of tests.
    package var fault: CommitFault?

    /// Options; the defaults are the daemon's.
    package init(busyTimeout: TimeSpan = .seconds(5), maximumSize: Int64? = nil, fault: CommitFault? = nil) {
        self.busyTimeout = busyTimeout
        self.maximumSize = maximumSize
        self.fault = fault
    }
}

/// A failure put into commits, by which tests find out what a failing or dying store does to its users.
package struct CommitFault: Sendable {
    /// Where in a commit it may strike.
    package enum Moment: Sendable, Hashable, CaseIterable {
        /// Everything is written, nothing is durable; an error here takes it all back.
        case beforeCommit
        /// Everything is durable, the caller does not know yet; an error here is a commit that happened and says
        /// otherwise, as when a process dies at this place.
        case afterCommit
    }

    /// Called at each moment of each commit, in order; what it throws is what the commit throws.
    package let strike: @Sendable (Moment) throws(StorageError) -> Void

    /// A fault that `strike` decides on.
    package init(_ strike: @escaping @Sendable (Moment) throws(StorageError) -> Void) {
        self.strike = strike
    }
}
