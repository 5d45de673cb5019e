import ArgumentParser
import Server

#if canImport(Glibc)
    import Glibc
#endif

/// Makes what `server.users[].password_hash` wants.
struct HashPassword: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash-password",
        abstract: "Read a password from standard input, print its hash.",
        discussion: """
            The password is the first line, in UTF-8 and of at most 511 bytes. The hash is crypt(3)'s, by the method \
            that the system prefers.

            Example:
              callwatch hash-password < password.txt
            """
    )

    func run() throws {
        let password = try readPassword()
        guard let hash = Accounts.hash(password) else {
            Console.message("error: crypt(3) of this system has no method to hash with")
            throw ExitStatus.world
        }
        try Console.result(hash)
    }

    /// The password, or the end of the command with what keeps it from being one.
    private func readPassword() throws -> String {
        let bytes = try firstLine()
        let problem: String? =
            if bytes.isEmpty {
                "there is no password on standard input"
            } else if bytes.count > Accounts.longestPassword {
                "the password is longer than \(Accounts.longestPassword) bytes, and crypt(3) takes no more"
            } else if bytes.contains(0) {
                "the password has a zero byte, and crypt(3) takes nothing from there on"
            } else {
                nil
            }
        if let problem { throw refusal(problem) }
        guard let password = String(validating: bytes, as: UTF8.self) else {
            throw refusal("the password is not UTF-8, and browsers send it as that")
        }
        return password
    }

    private func refusal(_ problem: String) -> ExitCode {
        Console.message("error: \(problem)")
        return ExitStatus.fault
    }

    /// The first line of standard input without its end; of a longer one than any password just more than that.
    private func firstLine() throws -> [UInt8] {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 2 * Accounts.longestPassword {
            // Byte by byte: what stands behind the line is not ours.
            let count = read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                Console.message("error: cannot read standard input: \(String(cString: strerror(errno)))")
                throw ExitStatus.world
            }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }
}
