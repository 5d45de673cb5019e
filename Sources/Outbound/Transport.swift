import CCurl
import Synchronization

/// Everything that leaves the process: HTTP requests and mail submissions, many at once.
///
/// All HTTP goes over one thread, and so does all mail for one server: libcurl holds its thread up while a mail
/// server thinks about a message, which must be at nobody else's expense. Connections are kept and used again. A
/// transfer ends early when its task is cancelled. A transport that is let go without `shutdown` ends by itself.
package final class Transport: Sendable {
    /// Why no transport could be made: the machine lacks memory, descriptors or threads.
    package struct StartFailure: Error, CustomStringConvertible {
        /// What the system or libcurl says.
        package let description: String
    }

    private struct MailThreads {
        var queues: [MailServer: TransferQueue] = [:]
        var isShutDown = false
    }

    private struct MailServer: Hashable {
        let host: String
        let port: Int
    }

    /// How many connections one mail server has to bear: most take a few of one client, and refuse more for a while.
    private static let connectionsPerMailServer = 4

    private let http: TransferQueue
    private let mail = Mutex(MailThreads())

    /// Starts the HTTP thread; one for each mail server follows with its first submission.
    package init() throws(StartFailure) {
        let code = Transport.globalInitialisation
        guard code == CURLE_OK else {
            throw StartFailure(description: "libcurl: \(String(cString: curl_easy_strerror(code)))")
        }
        http = try TransferLoop.start()
    }

    deinit {
        for queue in closeMail() + [http] {
            // False means that it has been shut down.
            _ = queue.post(.stop(nil))
        }
    }

    /// Sends a request and waits for the whole answer.
    package func send(_ request: HTTPRequest) async -> HTTPOutcome {
        let cancellation = Cancellation(http)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                if !http.post(.sendHTTP(request, cancellation, answer)) {
                    answer.resume(returning: .failed(.cancelled))
                }
            }
        } onCancel: {
            cancellation.request()
        }
    }

    /// Hands a message to a mail server and waits for its last word.
    ///
    /// A cancellation may take a second when it comes while the server thinks about the message.
    package func submit(_ submission: MailSubmission) async -> MailOutcome {
        let queue: TransferQueue
        do throws(TransferFailure) {
            // First, so that what cannot be sent starts no thread.
            try submission.check()
            queue = try mailQueue(MailServer(host: submission.host.lowercased(), port: submission.port))
        } catch {
            return .failed(error)
        }
        let cancellation = Cancellation(queue)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { answer in
                if !queue.post(.submitMail(submission, cancellation, answer)) {
                    answer.resume(returning: .failed(.cancelled))
                }
            }
        } onCancel: {
            cancellation.request()
        }
    }

    /// Ends all transfers as cancelled, then the threads and all connections; may be called again.
    ///
    /// What is sent from now on is answered as cancelled.
    package func shutdown() async {
        await withDiscardingTaskGroup { group in
            for queue in closeMail() + [http] {
                group.addTask {
                    await withCheckedContinuation { done in
                        if !queue.post(.stop(done)) { done.resume() }
                    }
                }
            }
        }
    }

    private func mailQueue(_ server: MailServer) throws(TransferFailure) -> TransferQueue {
        let result: Result<TransferQueue, TransferFailure> = mail.withLock { mail in
            if mail.isShutDown { return .failure(.cancelled) }
            if let queue = mail.queues[server] { return .success(queue) }
            do throws(StartFailure) {
                let queue = try TransferLoop.start(connectionLimit: Self.connectionsPerMailServer)
                mail.queues[server] = queue
                return .success(queue)
            } catch {
                return .failure(TransferFailure(.local, error.description))
            }
        }
        return try result.get()
    }

    private func closeMail() -> [TransferQueue] {
        mail.withLock { mail in
            mail.isShutDown = true
            return Array(mail.queues.values)
        }
    }

    /// Libcurl's process-wide state, set up once and kept.
    private static let globalInitialisation = ccurl_global_init()
}
