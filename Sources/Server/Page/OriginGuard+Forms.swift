import HTTPTypes
import Hummingbird

extension OriginGuard {
    /// Why what a form of the page sends is refused; nil when it is not.
    ///
    /// A form may be sent by a page of any site, and its content type needs no leave of ours. So the browser has to say
    /// that the page is ours: `Sec-Fetch-Site` (W3C Fetch Metadata), or in a browser that does not know it, `Origin`. A
    /// token in the form must say so, too; see ``FormTokens``.
    func refusal(ofForm request: Request) -> String? {
        if !hasAccounts {
            guard let host = request.head.authority?.lowercased(), hosts.contains(host) else {
                return "the Host of the request is none of ours: \(hosts.sorted().joined(separator: ", "))"
            }
        }
        let type = request.headers[.contentType]?.prefix { $0 != ";" } ?? ""
        guard type.lowercased() == "application/x-www-form-urlencoded" else {
            return "a POST to the page needs the Content-Type application/x-www-form-urlencoded; "
                + "programs use the API, such as /api/v2/silences"
        }
        let origin = request.headers[HTTPField.Name.origin]
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        guard origin != nil || site != nil else {
            return "nothing says which site the form is from: neither Origin nor Sec-Fetch-Site was sent"
        }
        let isForeign = site.map { $0 != "same-origin" } ?? false || origin.map { !isOurs($0) } ?? false
        return isForeign ? Self.foreign : nil
    }
}
