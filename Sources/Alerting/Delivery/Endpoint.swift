package import Model

/// Where a service is reached over HTTP, and how.
package struct Endpoint: Sendable, Hashable {
    /// The URL; secret, since chat services put their keys into it.
    package var url: Secret
    /// How long one request may take.
    package var timeout: TimeSpan
    /// Authentication, headers, TLS and proxy.
    package var http: HTTPSettings

    /// A service at `url`.
    package init(url: Secret, timeout: TimeSpan = .seconds(10), http: HTTPSettings = HTTPSettings()) {
        self.url = url
        self.timeout = timeout
        self.http = http
    }
}
