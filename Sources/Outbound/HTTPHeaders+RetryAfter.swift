import CCurl

extension HTTPHeaders {
    /// How long the server asks to be left alone for, in milliseconds from `now` on, which is since 1970.
    ///
    /// It is the header `Retry-After` (RFC 9110 section 10.2.3), in seconds or as a date of any form that libcurl reads;
    /// nil without one, and for one of another form. A date that has passed is no time at all; more seconds than can be
    /// counted are as many as can be.
    package func retryAfterMilliseconds(now: Int64) -> Int64? {
        guard let text = self["Retry-After"], !text.isEmpty else { return nil }
        if text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) {
            let (milliseconds, isOver) = (Int64(text) ?? .max).multipliedReportingOverflow(by: 1000)
            return isOver ? .max : milliseconds
        }
        // It takes numbers of other meanings for days and years.
        guard text.contains(":") else { return nil }
        let seconds = curl_getdate(text, nil)
        guard seconds >= 0 else { return nil }
        let (milliseconds, isOver) = Int64(seconds).multipliedReportingOverflow(by: 1000)
        return isOver ? .max : max(0, milliseconds - max(0, now))
    }
}
