import CCurl

/// One of libcurl's easy handles: the options of a transfer, and what they point to.
///
/// It is used by the transfer thread alone, and over again: `reset` makes it as new, connections live in the multi
/// handle.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    private let errorText: UnsafeMutableBufferPointer<CChar>
    fileprivate private(set) var cancellation: Cancellation?
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    /// A handle with the options that every transfer has, or nil without memory.
    init?() {
        guard let raw = curl_easy_init() else { return nil }
        self.raw = raw
        errorText = .allocate(capacity: ccurl_error_size)
        errorText.initialize(repeating: 0)
    }

    deinit {
        curl_easy_cleanup(raw)
        freeLists()
        errorText.deallocate()
    }

    /// Forgets all options of the last transfer.
    func reset() {
        curl_easy_reset(raw)
        cancellation = nil
        freeLists()
        errorText.update(repeating: 0)
    }

    private func freeLists() {
        for list in lists { curl_slist_free_all(list) }
        lists.removeAll()
    }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(ccurl_easy_set_long(raw, option, value))
    }

    func set(_ option: CURLoption, _ value: Bool) throws(TransferFailure) {
        try check(ccurl_easy_set_long(raw, option, value ? 1 : 0))
    }

    func setSize(_ option: CURLoption, _ value: Int) throws(TransferFailure) {
        try check(ccurl_easy_set_offset(raw, option, curl_off_t(value)))
    }

    /// Sets a text, of which libcurl keeps a copy; nil sets the null pointer, which is not always the default.
    func set(_ option: CURLoption, _ value: String?) throws(TransferFailure) {
        // C would see a shorter text, and what was checked would not be what is used.
        if let value, value.utf8.contains(0) {
            throw TransferFailure(.badRequest, "a text holds a zero byte")
        }
        try check(ccurl_easy_set_string(raw, option, value))
    }

    func set(_ option: CURLoption, list values: [String]) throws(TransferFailure) {
        var list: UnsafeMutablePointer<curl_slist>?
        for value in values {
            guard let longer = curl_slist_append(list, value) else {
                curl_slist_free_all(list)
                throw TransferFailure(.local, "out of memory")
            }
            list = longer
        }
        guard let list else { return }
        lists.append(list)
        try check(ccurl_easy_set_list(raw, option, list))
    }

    /// Sets a number in the place of a pointer.
    func set(_ option: CURLoption, number: UInt) throws(TransferFailure) {
        try check(ccurl_easy_set_pointer(raw, option, UnsafeRawPointer(bitPattern: number)))
    }

    /// Has libcurl end the transfer with `CURLE_ABORTED_BY_CALLBACK` as soon as it is cancelled.
    ///
    /// Libcurl asks whenever it does something for the transfer, and every second while it holds the thread up.
    func setAbort(by cancellation: Cancellation) throws(TransferFailure) {
        self.cancellation = cancellation
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(ccurl_easy_set_progress_function(raw, abortIfCancelled, context))
        try set(CURLOPT_NOPROGRESS, false)
    }

    /// Sets what every transfer has: no signals, no wait for a resolver that hangs, the time limit, the error text.
    func setCommonOptions(timeoutMilliseconds: Int) throws(TransferFailure) {
        try check(ccurl_easy_set_error_buffer(raw, errorText.baseAddress))
        try set(CURLOPT_NOSIGNAL, true)
        // Without it, ending a transfer whose host name is still being resolved waits for the resolver's thread,
        // and all other transfers with it.
        try set(CURLOPT_QUICK_EXIT, true)
        try set(CURLOPT_TCP_NODELAY, true)
        try set(CURLOPT_TIMEOUT_MS, min(max(timeoutMilliseconds, 1), Int(Int32.max)))
        try set(CURLOPT_MAXAGE_CONN, EasyHandle.idleConnectionSeconds)
    }

    /// How long an idle connection is used again.
    static let idleConnectionSeconds = 90

    func set(_ tls: TLSOptions) throws(TransferFailure) {
        let minimum =
            switch tls.minimumVersion {
            case .tls12: ccurl_tls_1_2
            case .tls13: ccurl_tls_1_3
            }
        try set(CURLOPT_SSLVERSION, minimum)
        if let caFile = tls.caFile {
            try set(CURLOPT_CAINFO, caFile)
            // The distribution's libcurl has a built-in folder of authorities, trusted besides the file.
            try set(CURLOPT_CAPATH, nil as String?)
        }
        if tls.insecureSkipVerify {
            try set(CURLOPT_SSL_VERIFYPEER, false)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
        if let pin = tls.pinnedPublicKey {
            try set(CURLOPT_PINNEDPUBLICKEY, pin)
        }
        if let certificate = tls.clientCertificateFile {
            try set(CURLOPT_SSLCERT, certificate)
            try set(CURLOPT_SSLKEY, tls.clientKeyFile ?? certificate)
        }
    }

    /// Throws what libcurl says about an option.
    func check(_ code: CURLcode) throws(TransferFailure) {
        switch code {
        case CURLE_OK: return
        case CURLE_OUT_OF_MEMORY: throw TransferFailure(.local, "out of memory")
        default: throw TransferFailure(.badRequest, String(cString: curl_easy_strerror(code)))
        }
    }

    // MARK: Results

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_get_long(raw, info, &value) == CURLE_OK ? value : 0
    }

    func failure(_ code: CURLcode, hiding secrets: [String]) -> TransferFailure {
        let detail = String(decoding: errorText.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        // Libcurl's details name hosts and ports as a rule; where one quotes more, its general text must do.
        let isClean = !detail.isEmpty && !secrets.contains { !$0.isEmpty && detail.contains($0) }
        return TransferFailure(
            TransferFailure.Kind(code),
            isClean ? detail : String(cString: curl_easy_strerror(code))
        )
    }
}

/// Libcurl's progress callback; anything but zero ends the transfer.
private func abortIfCancelled(
    _ context: UnsafeMutableRawPointer?,
    _ downloadTotal: curl_off_t,
    _ downloaded: curl_off_t,
    _ uploadTotal: curl_off_t,
    _ uploaded: curl_off_t
) -> Int32 {
    guard let context else { return 0 }
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    return handle.cancellation?.isRequested == true ? 1 : 0
}
