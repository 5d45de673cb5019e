import Glibc

/// The right to be the only daemon of a store: an advisory lock on a file beside it.
///
/// The kernel takes the lock back when the process ends in whatever way, `kill -9` included; the file itself stays,
/// since removing it would let two processes hold locks on two files of one name. SQLite's own locks would do, too,
/// but keep every other program from reading.
final class StoreLock: Sendable {
    private let descriptor: CInt

    /// Takes the lock, or throws ``StorageError/inUse(path:)`` at once if another process, or another store of this
    /// one, has it.
    init(for file: StoreFile) throws(StorageError) {
        let lockPath = file.resolvedPath + ".lock"
        // Close-on-exec: a child that inherited the descriptor would hold the lock beyond the daemon's life.
        descriptor = open(lockPath, O_RDONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw file.failure(at: lockPath) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            let failure = errno == EWOULDBLOCK ? StorageError.inUse(path: file.path) : file.failure(at: lockPath)
            close(descriptor)
            throw failure
        }
    }

    deinit {
        close(descriptor)
    }

    /// Gives the lock back; it can be called more than once.
    func release() {
        // Unlocking one's own open descriptor cannot fail, and the descriptor stays ours until the end.
        _ = flock(descriptor, LOCK_UN)
    }
}
