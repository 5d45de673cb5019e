import GRDB

/// Why the store could not do what it was asked to; commands that cannot open their store exit with 3.
///
/// After every one of them the store is as it was before the call, except where a case says otherwise.
package enum StorageError: Error, Sendable, Hashable {
    /// Another callwatch has the store open.
    case inUse(path: String)
    /// The folder that is to hold the store does not exist.
    case missingFolder(path: String, folder: String)
    /// The file, or the folder that must take its journal, may not be written.
    case readOnly(path: String, place: String)
    /// The file is something else: no SQLite database, or that of another program.
    case notAStore(path: String, detail: String)
    /// The file was written by a newer version; nothing in it was touched.
    case newer(path: String, detail: String)
    /// The file is damaged.
    case corrupt(path: String, detail: String)
    /// Another process kept the database locked for longer than the busy timeout.
    case locked(path: String)
    /// There is no space left for what was to be written.
    case full(path: String)
    /// The operating system failed in another way; whether a commit that fails so has happened is known after reopening.
    case system(path: String, detail: String)
    /// A delivery was to be settled that is settled otherwise already, or is not in the outbox: what was to be
    /// committed rests on a row that is no more so.
    case stale(deliveryID: String)
    /// What was to be committed contradicts what is stored: an identity given twice, or an impossible row.
    case refused(path: String, detail: String)
    /// The store was closed.
    case closed(path: String)
}

extension StorageError: CustomStringConvertible {
    /// What is wrong with which file, and what helps.
    package var description: String {
        switch self {
        case .inUse(let path):
            """
            the store `\(path)` is in use by another callwatch: stop that one, or give this one a `storage.path` of \
            its own
            """
        case .missingFolder(let path, let folder):
            "the store `\(path)` cannot be opened: there is no folder `\(folder)`; create it, or change `storage.path`"
        case .readOnly(let path, let place):
            """
            the store `\(path)` cannot be written: `\(place)` is read-only for this user; the file and its folder \
            must both be writable
            """
        case .notAStore(let path, let detail):
            "`\(path)` is no store of callwatch: \(detail); change `storage.path`, or move the file away"
        case .newer(let path, let detail):
            "the store `\(path)` was written by a newer callwatch (\(detail)): run that version, or another store"
        case .corrupt(let path, let detail):
            """
            the store `\(path)` is damaged (\(detail)): put a backup in its place, or move it away to begin with an \
            empty one; `sqlite3 '\(path)' .recover` may save rows
            """
        case .locked(let path):
            "the store `\(path)` is locked by another process: end the program that holds it, such as a `sqlite3` shell"
        case .full(let path):
            "the store `\(path)` cannot grow: the disk is full; free some space"
        case .system(let path, let detail):
            "the store `\(path)` failed: \(detail)"
        case .stale(let id):
            "the delivery `\(id)` is settled already, or is not in the outbox"
        case .refused(let path, let detail):
            "the store `\(path)` refused a change that contradicts it: \(detail)"
        case .closed(let path):
            "the store `\(path)` is closed"
        }
    }
}

extension StorageError {
    /// What SQLite's result code says of the store at `path`.
    ///
    /// Statements and their arguments are left out: they hold what people wrote.
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .system(path: path, detail: String(describing: error))
            return
        }
        let detail = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(path: path)
        // The shared-memory index of the journal could not grow; the only reason that SQLite has for it is space.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .full(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked(path: path)
        case .SQLITE_READONLY: self = .readOnly(path: path, place: path)
        case .SQLITE_CORRUPT: self = .corrupt(path: path, detail: detail)
        case .SQLITE_NOTADB: self = .notAStore(path: path, detail: "it is no SQLite database")
        case .SQLITE_CONSTRAINT: self = .refused(path: path, detail: detail)
        // GRDB's word for a connection that was closed; statements are prepared by GRDB alone, so nothing else is misuse.
        case .SQLITE_MISUSE: self = .closed(path: path)
        default: self = .system(path: path, detail: detail)
        }
    }
}
