import Glibc

/// The place of a store in the file system, checked before SQLite sees it.
///
/// SQLite opens a file that may not be written as a read-only database and notices the rest at the first write, with
/// codes that do not tell a folder from a file; asked beforehand, the operating system says which it is.
struct StoreFile {
    /// The path as it was configured, for messages.
    let path: String
    /// The path with links resolved, so that one file has one lock.
    let resolvedPath: String

    /// The file at `path`, in a folder that exists and may be written.
    init(at path: String) throws(StorageError) {
        self.path = path
        let folder = Self.folder(of: path)
        guard Self.mode(of: folder).map({ $0 & S_IFMT == S_IFDIR }) ?? false else {
            throw .missingFolder(path: path, folder: folder)
        }
        resolvedPath = Self.resolved(path) ?? path
        // Before a lock is made beside it: nothing is left where no store can be.
        if let mode = Self.mode(of: resolvedPath), mode & S_IFMT != S_IFREG {
            throw .notAStore(path: path, detail: "it is not a regular file")
        }
        try requireAccess(to: Self.folder(of: resolvedPath), W_OK | X_OK)
    }

    /// Creates the file, empty and readable by its owner alone, if there is none; what there is must be writable.
    ///
    /// The store holds what alerts say and keys that the engine made, so it is nobody else's to read; SQLite gives its
    /// journal the same mode. An empty file is an empty database.
    func prepare() throws(StorageError) {
        if Self.mode(of: resolvedPath) == nil {
            let descriptor = open(resolvedPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw failure(at: Self.folder(of: resolvedPath)) }
            close(descriptor)
        }
        try requireAccess(to: resolvedPath, R_OK | W_OK)
    }

    /// The meaning of `errno` after a call that concerned `place`.
    func failure(at place: String) -> StorageError {
        let code = errno
        return switch code {
        case EACCES, EPERM, EROFS: .readOnly(path: path, place: place)
        case ENOSPC, EDQUOT: .full(path: path)
        default: .system(path: path, detail: "`\(place)`: \(String(cString: strerror(code)))")
        }
    }

    private func requireAccess(to place: String, _ access: CInt) throws(StorageError) {
        // AT_EACCESS asks for the identity that files are opened with; plain access(2) asks for the real user's.
        guard faccessat(AT_FDCWD, place, access, AT_EACCESS) == 0 else { throw failure(at: place) }
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode : nil
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The path of an existing file without links; nil if there is no file.
    private static func resolved(_ path: String) -> String? {
        guard let buffer = realpath(path, nil) else { return nil }
        defer { free(buffer) }
        return String(cString: buffer)
    }
}
