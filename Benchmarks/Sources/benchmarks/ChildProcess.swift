import Glibc

/// A program that was started, its standard error at hand, with nothing of this process's environment.
final class ChildProcess {
    /// What a program took from its start to its end.
    struct Usage {
        /// The time that passed, in seconds.
        let wall: Double
        /// The time that it had on a core, in seconds.
        let processor: Double
    }

    private let program: Int32
    private let errors: Int32
    private let start: Double
    private var unread: [UInt8] = []

    /// Starts the program at `path`; what it prints on standard output goes nowhere.
    init(_ path: String, _ arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw NoFigure.failed("no pipe: \(String(cString: strerror(errno)))")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        errors = ends[0]
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)

        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var program: Int32 = 0
        start = Clock.wall.now()
        let problem = posix_spawn(&program, path, &actions, nil, &words, &environment)
        self.program = program
        guard problem == 0 else { throw NoFigure.failed("\(path): \(String(cString: strerror(problem)))") }
    }

    deinit { close(errors) }

    /// Waits for a line of standard error with `text` in it; gives the line and the seconds since the start.
    func line(with text: String) throws -> (line: String, time: Double) {
        var seen = ""
        while true {
            while let end = unread.firstIndex(of: 0x0A) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeSubrange(...end)
                if line.contains(text) { return (line, Clock.wall.now() - start) }
                seen += line + "\n"
            }
            guard try readErrors() else { throw NoFigure.failed("the program ended without `\(text)`:\n\(seen)") }
        }
    }

    /// Asks it to end.
    func terminate() { kill(program, SIGTERM) }

    /// Waits for its end; an end in disorder is a failure, told with what it said.
    func wait() throws -> Usage {
        while try readErrors() {}
        var status: Int32 = 0
        var usage = rusage()
        while wait4(program, &status, 0, &usage) < 0 {
            guard errno == EINTR else { throw NoFigure.failed("no end: \(String(cString: strerror(errno)))") }
        }
        let wall = Clock.wall.now() - start
        guard status == 0 else {
            throw NoFigure.failed("the program ended with \(status):\n\(String(decoding: unread, as: UTF8.self))")
        }
        return Usage(wall: wall, processor: seconds(usage.ru_utime) + seconds(usage.ru_stime))
    }

    private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }

    /// Reads what there is; false once it has closed its standard error.
    private func readErrors() throws -> Bool {
        var part = [UInt8](repeating: 0, count: 4096)
        let count = read(errors, &part, part.count)
        if count < 0, errno == EINTR { return true }
        guard count >= 0 else { throw NoFigure.failed("no standard error: \(String(cString: strerror(errno)))") }
        unread += part.prefix(count)
        return count > 0
    }
}
