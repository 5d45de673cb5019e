// Full Foundation for Process.
import Foundation
import Glibc
import Synchronization

/// A real mail server, OpenSMTPD, with its own configuration, certificates, users and spool.
///
/// Its spool and run folders are compiled in, so it runs in a mount namespace of its own, where they are others than
/// the machine's; any number may run at once. That takes root.
package final class OpenSMTPD: Sendable {
    /// A mail as it was delivered.
    package struct Mail: Sendable {
        /// Everything that arrived, the headers added on the way first, lines ended by LF.
        package let text: String

        /// The recipient it was delivered to.
        package var recipient: String? {
            text.split(separator: "\n")
                .first { $0.hasPrefix("Delivered-To: ") }
                .map { String($0.dropFirst("Delivered-To: ".count)) }
        }
    }

    /// Where it listens.
    package let host = "127.0.0.1"
    /// Requires STARTTLS and a login.
    package let startTLSPort: Int
    /// Speaks TLS at once and requires a login.
    package let implicitPort: Int
    /// Speaks no TLS, and takes no login.
    package let clearPort: Int
    /// The one user's name.
    package let username = "callwatch"
    /// The one user's password.
    package let password = "correct horse"
    /// The authority of the server's certificate, which is for `localhost` and 127.0.0.1.
    package var caFile: String { authority.caFile }
    /// The one sender that is refused, with 550.
    package let refusedSender = "refused@sender.example"

    private let authority: PrivateCA
    private let folder: TemporaryFolder
    private let process: Process

    /// Why it cannot run here; nil when it can.
    package static let unavailableReason: String? = {
        for program in ["smtpd", "smtpctl", "openssl", "unshare"] where Program.find(program) == nil {
            return "\(program) is not installed"
        }
        guard geteuid() == 0 else { return "smtpd has to be started by root" }
        do {
            try Program.run("unshare", ["--mount", "true"])
            _ = try repair(in: TemporaryFolder("opensmtpd-repair"))
        } catch {
            return "\(error)"
        }
        return nil
    }()

    /// Starts a server that takes mail for these recipients and refuses others with 550.
    package static func start(
        recipients: [String] = ["ops@example.com", "lead@example.com"]
    ) async throws -> OpenSMTPD {
        let server = try OpenSMTPD(recipients: recipients)
        for port in [server.startTLSPort, server.implicitPort, server.clearPort] {
            try await server.waitForListener(on: port)
        }
        return server
    }

    private init(recipients: [String]) throws {
        authority = try PrivateCA()
        folder = try TemporaryFolder("opensmtpd")
        let identity = try authority.issue("localhost", alternativeNames: ["DNS:localhost", "IP:127.0.0.1"])
        startTLSPort = try ScriptedServer.closedPort()
        implicitPort = try ScriptedServer.closedPort()
        clearPort = try ScriptedServer.closedPort()
        for (name, permissions) in [("run", 0o755), ("mail", 0o777), ("spool", 0o711), ("spool/smtpd", 0o711)] {
            try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: permissions], ofItemAtPath: folder.file(name))
        }
        try folder.write(Program.run("cat", [identity.keyFile]), to: "server.key", permissions: 0o600)
        let hash = try Program.run("smtpctl", ["encrypt", password]).filter { !$0.isNewline }
        try folder.write("\(username)\t\(hash)\n", to: "users")
        let mail = folder.file("mail")
        let tls = "pki server auth <users> hostname mail.test filter sender"
        try folder.write(
            "n=\(mail)/$(date +%s%N)-$$ && cat >$n.part && mv $n.part $n.eml\n",
            to: "store"
        )
        try folder.write(
            """
            pki server cert "\(identity.certificateFile)"
            pki server key "\(folder.file("server.key"))"
            table users file:\(folder.file("users"))
            filter sender phase mail-from match mail-from regex "^\(refusedSender)$" reject "550 5.7.1 Sender refused"
            listen on \(host) port \(startTLSPort) tls-require \(tls)
            listen on \(host) port \(implicitPort) smtps \(tls)
            listen on \(host) port \(clearPort) hostname mail.test filter sender
            action store mda "sh \(folder.file("store"))" \
            virtual { \(recipients.map { "\"\($0)\" = nobody" }.joined(separator: ", ")) }
            match from any for rcpt-to { \(recipients.map { "\"\($0)\"" }.joined(separator: ", ")) } action store

            """,
            to: "smtpd.conf"
        )
        process = Process()
        process.executableURL = URL(fileURLWithPath: Program.find("unshare") ?? "unshare")
        // Every program here replaces the one before, so that the process is smtpd in the end.
        process.arguments = [
            "--mount", "sh", "-c",
            "mount --bind \"$1/spool\" /var/spool && mount --bind \"$1/run\" /run && exec smtpd -d -f \"$1/smtpd.conf\"",
            "sh", folder.path,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            try OpenSMTPD.repair(in: folder).map { ["LD_PRELOAD": $0] } ?? [:]
        ) { _, new in new }
        try folder.write("", to: "log")
        let log = FileHandle(forWritingAtPath: folder.file("log"))
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
    }

    deinit {
        stop()
    }

    /// Ends the server; what it has delivered can still be read.
    package func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// What has been delivered so far, in the order of arrival.
    package func mails() throws -> [Mail] {
        try FileManager.default.contentsOfDirectory(atPath: folder.file("mail"))
            .filter { $0.hasSuffix(".eml") }
            .sorted()
            .map { name in
                let data = try Data(contentsOf: URL(fileURLWithPath: folder.file("mail/\(name)")))
                return Mail(text: String(decoding: data, as: UTF8.self))
            }
    }

    /// Waits until so many mails have been delivered, and gives them all.
    ///
    /// The server says "accepted" before it delivers, so there is a while between; nothing tells of its end but the
    /// file, which appears whole.
    package func mails(atLeast count: Int) async throws -> [Mail] {
        for _ in 0..<1000 {
            let mails = try mails()
            if mails.count >= count { return mails }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Program.Failure("fewer than \(count) mails were delivered in 10 s:\n\(log)")
    }

    /// What the server has logged.
    package var log: String {
        (try? String(contentsOfFile: folder.file("log"), encoding: .utf8)) ?? ""
    }

    /// Waits until the server listens, of which nothing tells but that a connection succeeds.
    private func waitForListener(on port: Int) async throws {
        for _ in 0..<1000 where process.isRunning {
            if ScriptedServer.isListening(port) { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        stop()
        throw Program.Failure("smtpd does not listen on port \(port):\n\(log)")
    }

    /// Builds what OpenSMTPD 6 needs to speak TLS with OpenSSL 3, and gives its path; nil for newer versions.
    ///
    /// It changes a copy of its key and expects the key to change, which OpenSSL 3 no longer does
    /// (https://github.com/OpenSMTPD/OpenSMTPD/pull/1208); Debian 12 ships the two together.
    private static func repair(in folder: TemporaryFolder) throws -> String? {
        guard let smtpd = Program.find("smtpd") else { return nil }
        // Its usage goes with exit status 1.
        let version = try Program.run("sh", ["-c", "'\(smtpd)' -h 2>&1 || true"])
        guard version.contains("OpenSMTPD 6.") else { return nil }
        try folder.write(
            """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            extern int EVP_PKEY_set1_EC_KEY(void *pkey, void *key);
            void *EVP_PKEY_get1_EC_KEY(void *pkey) {
                void *(*original)(void *) = dlsym(RTLD_NEXT, "EVP_PKEY_get1_EC_KEY");
                void *key = original(pkey);
                if (key) EVP_PKEY_set1_EC_KEY(pkey, key);
                return key;
            }

            """,
            to: "repair.c"
        )
        try Program.run("cc", ["-shared", "-fPIC", "-o", folder.file("repair.so"), folder.file("repair.c")])
        return folder.file("repair.so")
    }
}
