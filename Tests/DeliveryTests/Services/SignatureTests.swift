import Testing

@testable import Delivery

struct ChatSignatureTests {
    /// Made with Python's `hmac` as in the documentation's example.
    @Test func dingTalkSignsTimeAndSecretWithTheSecret() {
        let signature = DingTalkService.signature(milliseconds: 1_412_668_163_500, secret: "this is secret")
        #expect(signature == "N9KvfV++wfWOBONhHXa7BqkZMvox+lHkgS7WProtOYE=")
    }

    /// Made with `openssl dgst -sha256 -mac HMAC`.
    @Test func feishuSignsNothingWithTimeAndSecret() {
        let signature = FeishuService.signature(seconds: 1_599_360_473, secret: "demo")
        #expect(signature == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=")
    }

    /// Made with Python's `hashlib`.
    @Test func aGroupIsNamedAsAlertmanagerNamesIt() {
        let key = #"{}/{severity="critical"}:{alertname="QueueBacklog", vdn="170"}"#
        #expect(Hashes.digest(of: key) == "f6629a40cd4ae87be0d84c34fc855de5b2386337ce7bd3a9a2d045de2290bee3")
    }

    @Test(arguments: [
        ("https://h/a?k=v", "https://h/a?k=v&s=%2B%3D%2F"), ("https://h/a", "https://h/a?s=%2B%3D%2F"),
        ("https://h/a?", "https://h/a?s=%2B%3D%2F"), ("https://h/a?k=v#x", "https://h/a?k=v&s=%2B%3D%2F"),
    ])
    func parametersGoBehindThoseOfTheURL(url: String, expected: String) {
        #expect(URLQuery.adding([("s", "+=/")], to: url) == expected)
    }
}
