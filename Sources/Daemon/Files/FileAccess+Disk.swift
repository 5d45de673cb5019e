package import ConfigFiles
// To the compiler `stat` is Dispatch's in a process that has seen Dispatch before the C library.
import Dispatch
import FoundationEssentials
import Model
import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

extension FileAccess {
    /// The files of this machine and the environment of this process.
    ///
    /// Pipes and devices are read to their end, too, but no further than ``largestStream``.
    package static let disk = FileAccess(
        read: { path in
            // A pipe that nobody has opened for writing is waited for, as every program does that is given one.
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return .failure(problem(errno)) }
            defer { close(descriptor) }
            return content(of: descriptor)
        },
        probe: { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return problem(errno) }
            if status.st_mode & S_IFMT == S_IFDIR { return .folder }
            // AT_EACCESS asks for the identity that files are opened with; plain access(2) asks for the real user's.
            return faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 ? nil : problem(errno)
        },
        entries: { folder in
            guard let stream = opendir(folder) else { return .failure(problem(errno)) }
            closedir(stream)
            do {
                let manager = FileManager.default
                let entries = try manager.contentsOfDirectory(atPath: folder).map { name in
                    var isFolder = false
                    _ = manager.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
                    return Entry(name: name, isFolder: isFolder)
                }
                return .success(entries)
            } catch {
                return .failure(.unreadable(String(describing: error)))
            }
        },
        environment: { ProcessInfo.processInfo.environment[$0] },
        localZone: Zone(.current),
        now: SteadyClock.systemTime
    )

    /// The same files, and standard input by the name `-`, read when it is first asked for and kept from then on.
    package func withStandardInput() -> FileAccess {
        let (read, probe) = (read, probe)
        let input = StandardInput()
        var access = self
        access.read = { $0 == "-" ? input.content : read($0) }
        access.probe = { $0 == "-" ? nil : probe($0) }
        return access
    }

    /// What standard input holds; it can be read only once.
    private final class StandardInput: Sendable {
        private let known = Mutex<Result<[UInt8], Problem>?>(nil)

        var content: Result<[UInt8], Problem> {
            known.withLock { known in
                let content = known ?? FileAccess.content(of: STDIN_FILENO)
                known = content
                return content
            }
        }
    }

    /// Everything that comes from a descriptor.
    private static func content(of descriptor: Int32) -> Result<[UInt8], Problem> {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(problem(errno)) }
        if status.st_mode & S_IFMT == S_IFDIR { return .failure(.folder) }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(problem(errno)) }
            if count == 0 { return .success(bytes) }
            bytes += chunk[..<count]
            guard isFile || bytes.count <= largestStream else {
                let limit = largestStream >> 20
                return .failure(.unreadable("more than \(limit) MiB come from it, and it is not a file"))
            }
        }
    }

    /// What an error of the system means for who wants to read.
    private static func problem(_ code: Int32) -> Problem {
        switch code {
        case ENOENT, ENOTDIR: return .absent
        default:
            let words = String(cString: strerror(code))
            return .unreadable(words.prefix(1).lowercased() + words.dropFirst())
        }
    }
}
