import CCurl
import Glibc

/// A transfer thread: owns a multi handle of libcurl with its connections and everything under way on it.
///
/// It is made by whoever starts the thread and used by the thread alone from then on. It sleeps in
/// `curl_multi_poll` until a socket, a deadline or a command wakes it.
final class TransferLoop {
    private struct Active {
        let handle: EasyHandle
        let transfer: any Transfer
    }

    private let multi: UnsafeMutableRawPointer
    private let queue: TransferQueue
    private let mailConnections = MailConnections()
    private var active: [UInt: Active] = [:]
    private var lastNumber: UInt = 0
    private var idleHandles: [EasyHandle] = []
    private var stopWaiters: [CheckedContinuation<Void, Never>] = []
    /// Libcurl's own breakdown, after which no transfer can go on.
    private var breakdown: TransferFailure?

    private static let idleHandleLimit = 32
    /// How many idle connections a thread keeps over all destinations.
    private static let idleConnectionLimit = 64

    private init(multi: UnsafeMutableRawPointer, queue: TransferQueue) {
        self.multi = multi
        self.queue = queue
    }

    /// Starts a thread, and gives the way into it.
    ///
    /// - Parameter connectionLimit: how many connections it has at once, over which all that is under way goes in turn;
    ///   nil for as many as there are transfers.
    static func start(connectionLimit: Int? = nil) throws(Transport.StartFailure) -> TransferQueue {
        guard let multi = curl_multi_init() else {
            throw Transport.StartFailure(description: "libcurl: no memory or descriptors for a transfer thread")
        }
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnectionLimit)
        if let connectionLimit { ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connectionLimit) }
        let queue = TransferQueue(multi: multi)
        let loop = Unmanaged.passRetained(TransferLoop(multi: multi, queue: queue))
        var thread = pthread_t()
        let status = pthread_create(&thread, nil, runTransferThread, loop.toOpaque())
        guard status == 0 else {
            loop.release()
            curl_multi_cleanup(multi)
            throw Transport.StartFailure(description: "transfer thread: \(String(cString: strerror(status)))")
        }
        pthread_detach(thread)
        return queue
    }

    fileprivate func run() {
        while !queue.isStopping, breakdown == nil {
            queue.take().forEach(perform)
            var running: Int32 = 0
            check(curl_multi_perform(multi, &running))
            finishDone()
            if breakdown == nil {
                // Libcurl shortens the wait to its own next deadline.
                check(curl_multi_poll(multi, nil, 0, Int32.max, nil))
            }
        }
        end()
    }

    private func check(_ code: CURLMcode) {
        guard code != CURLM_OK else { return }
        breakdown = TransferFailure(.local, String(cString: curl_multi_strerror(code)))
    }

    private func perform(_ command: Command) {
        switch command {
        case .sendHTTP(let request, let cancellation, let answer):
            start(HTTPTransfer(request, answer: answer), cancellation)
        case .submitMail(let submission, let cancellation, let answer):
            start(MailTransfer(submission, connections: mailConnections, answer: answer), cancellation)
        case .stop(let waiter):
            if let waiter { stopWaiters.append(waiter) }
        }
    }

    private func start(_ transfer: any Transfer, _ cancellation: Cancellation) {
        guard breakdown == nil, !cancellation.isRequested else {
            return transfer.fail(breakdown ?? .cancelled)
        }
        guard let handle = idleHandles.popLast() ?? EasyHandle() else {
            return transfer.fail(TransferFailure(.local, "out of memory"))
        }
        lastNumber += 1
        do throws(TransferFailure) {
            try handle.setAbort(by: cancellation)
            try handle.set(CURLOPT_PRIVATE, number: lastNumber)
            try transfer.prepare(handle)
        } catch {
            keep(handle)
            return transfer.fail(error)
        }
        let code = curl_multi_add_handle(multi, handle.raw)
        guard code == CURLM_OK else {
            return transfer.fail(TransferFailure(.local, String(cString: curl_multi_strerror(code))))
        }
        active[lastNumber] = Active(handle: handle, transfer: transfer)
    }

    /// Answers those whose transfer libcurl has ended.
    private func finishDone() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left)?.pointee {
            guard message.msg == CURLMSG_DONE, let raw = message.easy_handle else { continue }
            var number: UnsafeMutableRawPointer?
            guard ccurl_easy_get_pointer(raw, CURLINFO_PRIVATE, &number) == CURLE_OK,
                let ended = active.removeValue(forKey: UInt(bitPattern: number))
            else {
                preconditionFailure("libcurl ended a transfer that was never started")
            }
            if message.data.result == CURLE_ABORTED_BY_CALLBACK {
                ended.transfer.fail(.cancelled)
            } else {
                ended.transfer.finish(ended.handle, message.data.result)
            }
            curl_multi_remove_handle(multi, ended.handle.raw)
            keep(ended.handle)
        }
    }

    private func keep(_ handle: EasyHandle) {
        guard idleHandles.count < TransferLoop.idleHandleLimit else { return }
        handle.reset()
        idleHandles.append(handle)
    }

    /// Answers everybody, and gives everything back.
    private func end() {
        let unseen = queue.close()
        // All transfers are to be aborted now. They are not just taken out: libcurl would end a message that is being
        // sent as if it were whole, and the mail server would deliver the half of it.
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        finishDone()
        // What is left has no connection yet.
        for ended in active.values {
            curl_multi_remove_handle(multi, ended.handle.raw)
            ended.transfer.fail(breakdown ?? .cancelled)
        }
        active.removeAll()
        unseen.forEach(perform)
        idleHandles.removeAll()
        mailConnections.cutAll()
        curl_multi_cleanup(multi)
        for waiter in stopWaiters { waiter.resume() }
    }
}

/// The body of a transfer thread.
private func runTransferThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // The process's signals are for its other threads; a broken pipe is an error code here, not a signal.
    var signals = sigset_t()
    sigfillset(&signals)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Unmanaged<TransferLoop>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
