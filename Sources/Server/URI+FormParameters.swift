import Hummingbird
import HummingbirdCore

extension URI {
    /// The parameters of the query, in which a plus is a space: so forms write it, and all clients made with Go's library.
    ///
    /// Source: application/x-www-form-urlencoded, <https://url.spec.whatwg.org/#urlencoded-parsing>.
    var formParameters: Parameters {
        let query = (query ?? "").split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%20")
        return URI("/?\(query)").queryParameters
    }
}
