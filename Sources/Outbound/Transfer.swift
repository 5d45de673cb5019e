import CCurl

/// An exchange on an easy handle, from its options to the answer for whoever waits; the transfer thread's alone.
///
/// The thread calls `prepare`, and then exactly one of `finish` and `fail`; without `prepare`, only `fail`.
protocol Transfer: AnyObject {
    /// Sets the options. The transfer lives until `finish` or `fail`, so callbacks may hold it unretained.
    func prepare(_ handle: EasyHandle) throws(TransferFailure)
    /// Libcurl is done.
    func finish(_ handle: EasyHandle, _ code: CURLcode)
    /// It was not started, or was ended from this side.
    func fail(_ failure: TransferFailure)
}

extension Transfer {
    /// Itself as the context of a C callback.
    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    /// The transfer behind a callback's context.
    static func from(_ context: UnsafeMutableRawPointer?) -> Self? {
        context.map { Unmanaged<Self>.fromOpaque($0).takeUnretainedValue() }
    }
}
