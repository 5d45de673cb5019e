package import Alerting
import GRDB
import Model
import Synchronization

/// Everything of the engine that outlives the process: its state, the outbox and the history, in one SQLite file.
///
/// One daemon has a store open at a time. Calls block until SQLite is done and may come from any thread; they go one
/// after the other. The file stays readable for other programs while it is open, and needs its folder: `PATH-wal` and
/// `PATH-shm` are part of it, `PATH.lock` shows that it is open.
///
/// A commit has happened when ``commit(_:)`` returns, and stays so through a crash of the process, the system or the
/// power: the write-ahead log is flushed to the disk at each commit (`synchronous = FULL`).
package final class AlertStore: Sendable {
    /// The path as it was given, for messages.
    let path: String
    private let queue: DatabaseQueue
    private let lock: StoreLock
    private let fault: CommitFault?
    private let recent = Mutex(RecentNotifications())
    private let log = Mutex(LogProgress())

    /// When the log was last written to and emptied.
    private struct LogProgress {
        var lastCommit: ContinuousClock.Instant?
        /// Whether nothing was committed since.
        var isEmptied = true
    }

    /// Opens the store at `path`, creates it if there is none, and brings an older one to the form of this version.
    ///
    /// The folder must exist. Nothing is written into a file that is not a store or that a newer version wrote.
    package static func open(
        at path: String,
        options: StoreOptions = StoreOptions()
    ) throws(StorageError) -> AlertStore {
        let file = try StoreFile(at: path)
        let lock = try StoreLock(for: file)
        try file.prepare()
        do {
            let queue = try DatabaseQueue(path: file.resolvedPath, configuration: configuration(options))
            try Schema.prepare(queue, path: path)
            return AlertStore(path: path, queue: queue, lock: lock, fault: options.fault)
        } catch let error as StorageError {
            throw error
        } catch {
            throw StorageError(error, path: path)
        }
    }

    private init(path: String, queue: DatabaseQueue, lock: StoreLock, fault: CommitFault?) {
        self.path = path
        self.queue = queue
        self.lock = lock
        self.fault = fault
    }

    private static func configuration(_ options: StoreOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "callwatch.store"
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(options.busyTimeout.seconds)
        configuration.prepareDatabase { db in
            // FULL flushes the log at each commit. GRDB's own WAL mode would choose NORMAL, which loses the last
            // commits with the power.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            // Damage is noticed where a page is read, not where it has done harm.
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            // Who has something to tell does not wait for the log to be emptied: `checkpoint` does that when nothing
            // happens. Only in a store that never rests a commit must do it; 4,000 pages are 16 MiB of log.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            // A log that a burst made long shrinks again at the next checkpoint.
            try db.execute(sql: "PRAGMA journal_size_limit = 16777216")
            if let size = options.maximumSize {
                let pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
                try db.execute(sql: "PRAGMA max_page_count = \(max(1, size / max(1, pageSize)))")
            }
        }
        return configuration
    }

    /// Closes the store; later calls throw ``StorageError/closed(path:)``, a second close does nothing.
    package func close() throws(StorageError) {
        defer { lock.release() }
        do {
            try queue.close()
        } catch {
            throw StorageError(error, path: path)
        }
    }

    /// Every piece of state, ordered by kind and identity.
    package func load() throws(StorageError) -> [StateEntry] {
        try access { db in
            let statement = try db.cachedStatement(sql: "SELECT kind, id, value FROM state ORDER BY kind, id")
            var entries: [StateEntry] = []
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                let columns = Columns(row, path: path)
                let name: String = try columns.text(0)
                guard let kind = StateEntry.Kind(rawValue: name) else {
                    throw StorageError.newer(path: path, detail: "state of kind `\(name)`")
                }
                let key = StateEntry.Key(kind, try columns.text(1))
                entries.append(StateEntry(key: key, value: Array(try columns.text(2).utf8)))
            }
            return entries
        }
    }

    /// Every poll that is kept for rules' windows, ordered by source and time.
    package func loadPolls() throws(StorageError) -> [StoredPoll] {
        try access { db in
            let statement = try db.cachedStatement(sql: "SELECT source, at, content FROM poll ORDER BY source, at")
            var polls: [StoredPoll] = []
            let rows = try Row.fetchCursor(statement)
            while let row = try rows.next() {
                let columns = Columns(row, path: path)
                polls.append(
                    StoredPoll(
                        source: try columns.text(0),
                        time: try columns.time(1),
                        content: try columns.bytes(2)
                    )
                )
            }
            return polls
        }
    }

    /// Writes all of `effects` in their order in one transaction, or nothing.
    ///
    /// - `put` replaces, `remove` of what is not there does nothing.
    /// - `enqueue` needs an identity and a sequence that are not in the outbox yet; rows of one `messageID` tell the
    ///   same.
    /// - `settle` changes a pending row's state, attempts, times and error. A row that is settled already stays as it
    ///   is: the same settlement once more does nothing, so a commit may be repeated; another one, or one for a row
    ///   that is not in the outbox, throws ``StorageError/stale(deliveryID:)`` and nothing of the commit happens, since
    ///   all of it was decided on a row that is no more so. Pending rows are never pruned, so an attempt in flight
    ///   always finds its row.
    /// - `requeue` makes a row pending again, whatever it was, and changes when it is given up.
    package func commit(_ effects: [Effect]) throws(StorageError) {
        guard !effects.isEmpty else { return }
        try access { db in
            var writer = EffectWriter(db, path: path)
            try db.inTransaction(.immediate) {
                for effect in effects { try writer.write(effect) }
                try fault?.strike(.beforeCommit)
                return .commit
            }
            recent.withLock { recent in
                for (text, notification) in writer.notifications { recent.note(notification, storedAs: text) }
            }
            log.withLock { $0 = LogProgress(lastCommit: .now, isEmptied: false) }
            try fault?.strike(.afterCommit)
        }
    }

    /// The notification that is stored as `text`.
    func notification(storedAs text: String) throws(StorageError) -> GroupNotification {
        if let known = recent.withLock({ $0[text] }) { return known }
        return try StoredJSON.decode(text, path: path)
    }

    /// Moves what the log holds into the file, unless the last commit was less than `pause` ago; says whether there is
    /// nothing left to be moved.
    ///
    /// What is committed is durable before and after it. Other programs that read the file may keep a part in the log
    /// until the next time.
    package func checkpoint(after pause: Duration) throws(StorageError) -> Bool {
        let (isEmptied, lastCommit) = log.withLock { ($0.isEmptied, $0.lastCommit) }
        if isEmptied { return true }
        if let lastCommit, ContinuousClock.now - lastCommit < pause { return false }
        try access { db in
            // Alone on the connection: no commit comes in between.
            try db.checkpoint(.passive)
            log.withLock { $0.isEmptied = true }
        }
        return true
    }

    /// Runs `body` alone on the connection, and gives its failures our names.
    func access<Result>(_ body: (Database) throws -> Result) throws(StorageError) -> Result {
        do {
            return try queue.writeWithoutTransaction(body)
        } catch let error as StorageError {
            throw error
        } catch {
            throw StorageError(error, path: path)
        }
    }
}
