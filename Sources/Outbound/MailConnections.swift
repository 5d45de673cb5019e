import CCurl
import Glibc

/// What libcurl's pool does not tell apart on the connections to a mail server, and what it would wait for at the end.
///
/// For a connection that turned to TLS by STARTTLS, libcurl compares neither the TLS options nor whether TLS is
/// wanted at all (its HTTPS and SMTPS connections it does compare). So only submissions with the same profile share
/// connections; others get one that is not kept.
final class MailConnections {
    /// What a connection has to have been made with to be used again.
    struct Profile: Hashable {
        var security: MailSubmission.Security
        var tls: TLSOptions
        var hello: String
    }

    private struct Sharing {
        var profile: Profile
        var inFlight = 0
        var lastUse: ContinuousClock.Instant
    }

    private var sharing: Sharing?
    private var sockets: Set<Int32> = []

    /// Whether a submission may use a kept connection, and leave its own; then `release` follows at its end.
    func share(_ profile: Profile, now: ContinuousClock.Instant = .now) -> Bool {
        if let current = sharing, current.profile != profile {
            // Connections of the former profile are used no more when none is under way and all are too old.
            let age = now - current.lastUse
            guard current.inFlight == 0, age > .seconds(EasyHandle.idleConnectionSeconds + 1) else { return false }
            sharing = nil
        }
        var current = sharing ?? Sharing(profile: profile, lastUse: now)
        current.inFlight += 1
        sharing = current
        return true
    }

    func release(now: ContinuousClock.Instant = .now) {
        sharing?.inFlight -= 1
        sharing?.lastUse = now
    }

    /// Has the sockets of a handle's connections noted here, from their opening to their closing.
    func watch(_ handle: EasyHandle) throws(TransferFailure) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        try handle.check(ccurl_easy_set_open_function(handle.raw, noteOpened, context))
        try handle.check(ccurl_easy_set_close_function(handle.raw, noteClosed, context))
    }

    /// Cuts all connections, so that closing them does not wait for a server's answer to QUIT.
    func cutAll() {
        for socket in sockets { Glibc.shutdown(socket, Int32(SHUT_RDWR)) }
    }

    fileprivate func opened(_ socket: Int32) {
        sockets.insert(socket)
    }

    fileprivate func closed(_ socket: Int32) {
        sockets.remove(socket)
    }
}

/// Libcurl's callback for a new socket.
private func noteOpened(_ context: UnsafeMutableRawPointer?, _ socket: Int32, _ purpose: curlsocktype) -> Int32 {
    guard let context else { return Int32(CURL_SOCKOPT_ERROR) }
    Unmanaged<MailConnections>.fromOpaque(context).takeUnretainedValue().opened(socket)
    return Int32(CURL_SOCKOPT_OK)
}

/// Libcurl's callback that closes a socket.
private func noteClosed(_ context: UnsafeMutableRawPointer?, _ socket: Int32) -> Int32 {
    if let context { Unmanaged<MailConnections>.fromOpaque(context).takeUnretainedValue().closed(socket) }
    return close(socket)
}
