import Alerting
import Model
import PeerPrograms
import Server
import Synchronization
import Testing

/// What a browser sends to the page, and what is refused of it.
struct PageRouteTests {
    /// Pages of which only what was asked for is to be seen.
    private final class Pages: Sendable {
        let asked = Mutex<[String]>([])
        let token = Mutex("")
    }

    /// An engine whose pages are made by a test.
    private final class PageOperations: SilentOperations {
        let pages = Pages()

        func page(_ view: PageView, for visitor: PageVisitor) async -> PageAnswer {
            pages.asked.withLock { $0.append("\(view) \(visitor.maySilence) \(visitor.name ?? "-")") }
            pages.token.withLock { $0 = visitor.formToken }
            return .page(view == .unknown("there is no view `x`") ? .notFound : .found, Array("<p>page</p>".utf8))
        }

        func submit(_ submission: PageSubmission, by visitor: PageVisitor) async -> PageAnswer {
            pages.asked.withLock { $0.append("\(submission) \(visitor.name ?? "-")") }
            return .done(location: "./?view=silences")
        }
    }

    private static let form = "Content-Type: application/x-www-form-urlencoded"

    private static func token(
        _ operations: PageOperations,
        _ port: Int,
        _ headers: [String] = []
    ) async throws -> String {
        _ = try await HTTPExchange.send("GET", "/", port: port, headers: headers)
        return operations.pages.token.withLock { $0 }
    }

    @Test(
        arguments: [
            ("/", "now(alert: nil) true -", 200),
            ("/?name=Long%20Wait", #"now(alert: Optional("Long Wait")) true -"#, 200),
            ("/?alert=00ff", #"alert("00ff") true -"#, 200), ("/?view=rules", "rules true -", 200),
            ("/?view=silence&alert=1", #"newSilence(of: Optional("1")) true -"#, 200),
            ("/?view=x", #"unknown("there is no view `x`") true -"#, 404),
        ]
    )
    func queryTellsTheView(path: String, asked: String, status: Int) async throws {
        let operations = PageOperations()
        try await TestServer.run(operations) { port in
            let answer = try await HTTPExchange.send("GET", path, port: port)
            #expect(answer.status == status)
            #expect(answer.header("Content-Type") == "text/html; charset=utf-8")
            #expect(operations.pages.asked.withLock { $0 } == [asked])
        }
    }

    @Test(arguments: ["/", "/page/style.css", "/page/script.js", "/page/icon.svg"])
    func everyPartHasTheHeadersThatKeepItToItself(path: String) async throws {
        try await TestServer.run(PageOperations()) { port in
            let answer = try await HTTPExchange.send("GET", path, port: port)
            #expect(answer.status == 200)
            let policy = try #require(answer.header("Content-Security-Policy"))
            for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"] {
                #expect(policy.contains(part))
            }
            #expect(!policy.contains("unsafe"))
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("X-Frame-Options") == "DENY")
            #expect(answer.header("Referrer-Policy") == "same-origin")
            #expect(answer.header("Cache-Control") == "no-store")
        }
    }

    // MARK: Forms

    @Test func aFormOfThePageIsDone() async throws {
        let operations = PageOperations()
        try await TestServer.run(operations) { port in
            let token = try await Self.token(operations, port)
            let answer = try await HTTPExchange.send(
                "POST",
                "/",
                port: port,
                headers: [Self.form, "Origin: http://127.0.0.1:\(port)", "Sec-Fetch-Site: same-origin"],
                body: "token=\(token)&action=extend&id=a%2Bb&duration=1h+30m"
            )
            #expect(answer.status == 303)
            #expect(answer.header("Location") == "./?view=silences")
            #expect(operations.pages.asked.withLock { $0.last } == #"extend(id: "a+b", by: "1h 30m") -"#)
        }
    }

    @Test(
        arguments: [
            ["Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"], ["Sec-Fetch-Site: none"],
            ["Origin: http://evil.example.com"], ["Origin: null"], [],
            ["Origin: http://127.0.0.1:PORT", "Sec-Fetch-Site: cross-site"],
            ["Origin: http://127.0.0.1:PORT", "Content-Type: text/plain"],
            ["Origin: http://127.0.0.1:PORT", "Content-Type: multipart/form-data"],
            ["Origin: http://127.0.0.1:PORT", "Host: evil.example.com"],
        ]
    )
    func aFormOfAnotherSiteIsRefusedWhateverItsToken(headers: [String]) async throws {
        let operations = PageOperations()
        try await TestServer.run(operations) { port in
            let token = try await Self.token(operations, port)
            let own = headers.map { $0.replacing("PORT", with: String(port)) }
            let type = headers.contains { $0.hasPrefix("Content-Type") } ? [] : [Self.form]
            let answer = try await HTTPExchange.send(
                "POST",
                "/",
                port: port,
                headers: own + type,
                body: "token=\(token)&action=expire&id=1"
            )
            #expect(answer.status == 403)
            #expect(operations.pages.asked.withLock { $0.count } == 1)
        }
    }

    @Test(arguments: ["", "00", "zz", "0", String(repeating: "00", count: 32)])
    func aFormWithoutTheTokenIsNoProof(token: String) async throws {
        let operations = PageOperations()
        try await TestServer.run(operations) { port in
            _ = try await HTTPExchange.send(
                "POST",
                "/",
                port: port,
                headers: [Self.form, "Sec-Fetch-Site: same-origin"],
                body: "token=\(token)&action=expire&id=1"
            )
            #expect(operations.pages.asked.withLock { $0 } == [#"unproven(Alerting.PageSubmission.expire(id: "1")) -"#])
        }
    }

    @Test func aTokenIsOfOnePersonAlone() async throws {
        let hash = try #require(Accounts.hash("secret"))
        let accounts = Accounts(
            users: [
                .init(name: "ana", passwordHash: hash, role: .operatorRole),
                .init(name: "bo", passwordHash: hash, role: .operatorRole),
                .init(name: "eve", passwordHash: hash, role: .viewer),
            ]
        )
        let (ana, bo, eve) = ("YW5hOnNlY3JldA==", "Ym86c2VjcmV0", "ZXZlOnNlY3JldA==")
        let operations = PageOperations()
        try await TestServer.run(operations, accounts: accounts) { port in
            #expect(try await HTTPExchange.send("GET", "/", port: port).status == 401)
            let token = try await Self.token(operations, port, ["Authorization: Basic \(ana)"])
            #expect(operations.pages.asked.withLock { $0.last } == "now(alert: nil) true ana")
            for (person, status, asked) in [
                (ana, 303, #"expire(id: "1") ana"#),
                (bo, 303, #"unproven(Alerting.PageSubmission.expire(id: "1")) bo"#),
                (eve, 403, "now(alert: nil) false eve"),
            ] {
                if person == eve { _ = try await Self.token(operations, port, ["Authorization: Basic \(eve)"]) }
                let answer = try await HTTPExchange.send(
                    "POST",
                    "/",
                    port: port,
                    headers: [Self.form, "Origin: http://127.0.0.1:\(port)", "Authorization: Basic \(person)"],
                    body: "token=\(token)&action=expire&id=1"
                )
                #expect(answer.status == status)
                #expect(operations.pages.asked.withLock { $0.last } == asked)
            }
        }
    }

    @Test func aFormThatIsTooLongIs413() async throws {
        try await TestServer.run(PageOperations()) { port in
            let answer = try await HTTPExchange.send(
                "POST",
                "/",
                port: port,
                headers: [Self.form, "Sec-Fetch-Site: same-origin"],
                body: "comment=" + String(repeating: "a", count: 70_000)
            )
            #expect(answer.status == 413)
        }
    }

    // MARK: History

    @Test(
        arguments: [
            ("?alert=00ff", 400), ("?kind=x", 400), ("?limit=0", 400), ("?before=x", 400), ("?colour=red", 400),
            ("?limit=1&limit=2", 400), ("", 200),
            ("?kind=not_told&search=a&limit=5&before=9&alert=00000000000000ff", 200),
        ]
    )
    func historyIsAskedWithKnownParameters(query: String, status: Int) async throws {
        try await TestServer.run(PageOperations()) { port in
            let answer = try await HTTPExchange.send("GET", "/api/callwatch/v1/history\(query)", port: port)
            #expect(answer.status == status)
        }
    }
}

/// What is told to those who have the page open.
struct PageFeedTests {
    /// An engine in which something changes all the time.
    private final class RestlessOperations: SilentOperations {
        let made = Mutex<[Bool]>([])

        func liveSections(maySilence: Bool) async -> [LiveSection] {
            made.withLock { $0.append(maySilence) }
            return [
                LiveSection(id: "summary", content: Array("1 alert".utf8)),
                LiveSection(id: "burning", content: Array("<p>a\nb\rdata: c</p>".utf8)),
            ]
        }

        func pageChanges() async -> AsyncStream<Void> {
            AsyncStream { try? await Task.sleep(for: .milliseconds(20)) }
        }
    }

    @Test func everySectionIsAnEventWithItsLines() async throws {
        let operations = RestlessOperations()
        try await TestServer.run(operations) { port in
            let url = "http://127.0.0.1:\(port)/page/events"
            let text = try await Program.runAside("sh", ["-c", "curl -sN --noproxy '*' \(url) | head -n 10"])
            #expect(
                text == """
                    :

                    event: summary
                    data: 1 alert

                    event: burning
                    data: <p>a
                    data: b
                    data: data: c</p>


                    """
            )
            #expect(operations.made.withLock { $0.allSatisfy { $0 } })
        }
    }

    @Test func manyReadersAreToldWhatWasMadeOnce() async throws {
        let operations = RestlessOperations()
        try await TestServer.run(operations) { port in
            let url = "http://127.0.0.1:\(port)/page/events"
            let script = "seq 40 | xargs -P 40 -I{} sh -c \"curl -sN --noproxy '*' \(url) | head -n 12 | wc -l\""
            let text = try await Program.runAside("sh", ["-c", script])
            #expect(text.split(separator: "\n").count == 40)
            #expect(text.split(separator: "\n").allSatisfy { $0.contains("12") })
            #expect(operations.made.withLock { $0.count } < 40)
        }
    }
}
