import CCurl

/// A URL as libcurl reads it, so that what is checked is what is used.
struct ParsedURL: ~Copyable {
    private let handle: OpaquePointer

    /// Parses a URL; a text that is none gives nil.
    init?(_ text: String) {
        guard !text.utf8.contains(0), let handle = curl_url() else { return nil }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else {
            curl_url_cleanup(handle)
            return nil
        }
        self.handle = handle
    }

    deinit {
        curl_url_cleanup(handle)
    }

    subscript(part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, flags) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }

    /// Replaces a part; false when it cannot be one.
    mutating func set(_ part: CURLUPart, _ value: String, flags: UInt32 = 0) -> Bool {
        !value.utf8.contains(0) && curl_url_set(handle, part, value, flags) == CURLUE_OK
    }

    /// The parts that no message may show, as written and as decoded.
    var secrets: [String] {
        var secrets: [String] = []
        for part in [CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_PATH, CURLUPART_QUERY, CURLUPART_FRAGMENT] {
            for flags in [0, ccurl_url_decode] {
                if let text = self[part, flags], text != "/" { secrets.append(text) }
            }
        }
        return secrets
    }
}
