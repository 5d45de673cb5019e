import ArgumentParser
import Server

/// Makes what `server.users[].password_hash` wants.
struct HashPassword: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read a password from standard input, print its hash.",
        discussion: """
            The hash is crypt(3)'s, by the method that the system prefers.

            Example:
              callwatch hash-password < password.txt
            """
    )

    func run() throws {
        guard let password = readLine(strippingNewline: true), !password.isEmpty else {
            Console.message("error: there is no password on standard input")
            throw ExitStatus.fault
        }
        guard let hash = Accounts.hash(password) else {
            Console.message("error: crypt(3) of this system has no method to hash with")
            throw ExitStatus.world
        }
        print(hash)
    }
}
