import Alerting
import ConfigFiles
import Diagnostics
import Model
import Testing

struct SourceTests {
    private static let certificate =
        "Subject: x\r\n-----BEGIN CERTIFICATE-----\r\nAA==\r\n-----END CERTIFICATE-----\r\n"
    private static let key = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"

    private func centre(_ text: String, targets: String = "[{ cc_id: 1, vdn: 1, inno_ids: all }]") -> ConfigurationCase
    {
        ConfigurationCase(
            "sources: [{ name: s, cc_cms: { access_key: a, secret_key: b, targets: \(targets), \(text) } }]",
            files: [
                "etc/ca.pem": Self.certificate, "/ca/own.pem": Self.certificate + Self.key, "etc/own.key": Self.key,
            ]
        )
    }

    private func settings(_ configuration: ConfigurationCase) throws -> ContactCentreSettings {
        let origin = try #require(try configuration.settings().sources.first).origin
        guard case .contactCentre(let centre) = origin else { throw Unexpected() }
        return centre
    }

    private struct Unexpected: Error {}

    @Test(arguments: [
        ("https://h:28080", "https://h:28080/rest/cmsapp/v1/openapi"),
        ("https://h/", "https://h/rest/cmsapp/v1/openapi"),
        ("https://h/cms/", "https://h/cms"),
        ("http://127.0.0.1:1/x/y", "http://127.0.0.1:1/x/y"),
        ("http://[::1]:80", "http://[::1]:80/rest/cmsapp/v1/openapi"),
        ("http://localhost", "http://localhost/rest/cmsapp/v1/openapi"),
    ])
    func aPathReplacesTheInterfacesOwn(_ url: String, _ expected: String) throws {
        #expect(try settings(centre("url: \"\(url)\"")).url == expected)
    }

    @Test func codesOfEqualTargetsAreJoinedAndMadeUnique() throws {
        let targets = """
            [{ cc_id: 1, vdn: 170, inno_ids: [7, 3, 1-4] }, { cc_id: 1, vdn: 171, inno_ids: [1] },
             { cc_id: 1, vdn: 170, inno_ids: [4, 9, "10-10"] }, { cc_id: 2, vdn: 170, inno_ids: [1] },
             { cc_id: 1, vdn: 171, inno_ids: all }]
            """
        let joined = try settings(centre("url: \"https://h\"", targets: targets)).targets
        #expect(
            joined == [
                .init(ccId: 1, vdn: 170, codes: .listed([1, 2, 3, 4, 7, 9, 10])),
                .init(ccId: 1, vdn: 171, codes: .all),
                .init(ccId: 2, vdn: 170, codes: .listed([1])),
            ]
        )
    }

    @Test func allSettingsAreRead() throws {
        let pin = "sha256//YLh1dUR9y6Kja30RrAn7JKnbQG/uEtLMkBgFF2Fuihg="
        let settings = try settings(
            centre(
                """
                url: "https://h", signed_headers: [Host, content-type], timestamp: milliseconds, concurrency: 2,
                proxy_url: "socks5h://u:p@proxy:1080",
                tls_config: { ca_file: ca.pem, server_name: cc, pinned_public_key: "\(pin)", insecure_skip_verify: true,
                  cert_file: /ca/own.pem, key_file: ../etc/own.key }
                """
            )
        )
        #expect(settings.signedHeaders == ["content-type", "host"])
        #expect(settings.timestamp == .milliseconds)
        #expect(settings.concurrency == 2)
        #expect(settings.proxyURL == Secret("socks5h://u:p@proxy:1080"))
        #expect(settings.tls.caFile == "etc/ca.pem")
        #expect(settings.tls.pinnedPublicKey == pin)
    }

    @Test(arguments: [
        ("ca_file: own.key", ["bad-pem-file"]), ("cert_file: own.key, key_file: own.key", ["bad-pem-file"]),
        ("cert_file: ca.pem, key_file: ca.pem", ["bad-pem-file"]), ("ca_file: a.rules.yaml", ["bad-pem-file"]),
        ("cert_file: /ca/own.pem, key_file: /ca/own.pem", []),
    ])
    func filesOfPEMHaveABlockOfTheirKind(_ keys: String, _ ids: [String]) {
        #expect(centre("url: \"https://h\", tls_config: { \(keys) }").ids == ids)
    }

    @Test func recordingMayBeReadTwiceAndARecordMayComeToBe() throws {
        let text =
            "sources: [{ name: a, recording: polls.jsonl }, { name: b, recording: polls.jsonl, record: new.jsonl }]"
        #expect(try ConfigurationCase(text).settings().sources.map(\.record) == [nil, "etc/new.jsonl"])
    }

    @Test(arguments: ["http://10.0.0.1", "http://example.com", "http://127.0.0.1.example.com"])
    func clearTextToOthersIsAWarning(_ url: String) {
        let loaded = centre("url: \"\(url)\"").load()
        #expect(loaded.diagnostics.map(\.id) == ["clear-text"])
        #expect(loaded.value != nil)
    }
}

struct CatalogTests {
    private func catalog(_ text: String) throws -> Catalog {
        let configuration = ConfigurationCase(
            "sources: [{ name: s, recording: polls.jsonl, catalog: codes.csv }]",
            files: ["etc/codes.csv": text]
        )
        return try #require(try configuration.settings().alerting.sources.first).catalog
    }

    private func labels(_ text: String, _ ccId: Int64, _ vdn: Int64, _ innoId: Int64) throws -> Labels {
        try catalog(text).labels(of: AccessCode(ccId: ccId, vdn: vdn, innoId: innoId))
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func rowsEndWithAnyLineEnd(_ end: String) throws {
        let text = ["innoId,name", "1,one", "", "2,two", ""].joined(separator: end)
        #expect(try labels(text, 1, 170, 1) == ["name": "one"])
        #expect(try labels(text, 1, 170, 2) == ["name": "two"])
        #expect(try labels(text, 1, 170, 3) == [:])
    }

    @Test func quotedCellsHoldCommasQuotesAndLineEnds() throws {
        let text = "\u{FEFF}innoId,name,team\r\n1,\"Sales, \"\"North\"\"\r\nand East\",voice"
        #expect(try labels(text, 1, 1, 1) == ["name": "Sales, \"North\"\r\nand East", "team": "voice"])
    }

    @Test func rowsWithoutAnInnoIdApplyToEveryCode() throws {
        let text = "ccId,vdn,innoId,site,team\n,,,main,\n,170,,,sales\n,170,7,annex,\n2,,,far,far\n"
        #expect(try labels(text, 1, 169, 1) == ["site": "main"])
        #expect(try labels(text, 1, 170, 1) == ["site": "main", "team": "sales"])
        #expect(try labels(text, 1, 170, 7) == ["site": "annex", "team": "sales"])
        #expect(try labels(text, 2, 169, 7) == ["site": "far", "team": "far"])
    }

    @Test func rowsApplyWhereTheirIdsMatch() throws {
        let text = "name,team,ccId,innoId,vdn\nany,a,,1,\nvdn,,,1,170\nboth,b,2,1,170\nother,,2,1,171\n"
        #expect(try labels(text, 1, 169, 1) == ["name": "any", "team": "a"])
        #expect(try labels(text, 1, 170, 1) == ["name": "vdn", "team": "a"])
        #expect(try labels(text, 2, 170, 1) == ["name": "both", "team": "b"])
        #expect(try catalog(text).labelNames == ["name", "team"])
    }

    @Test(arguments: [
        ("", ["no-catalog-header"]), ("name\n", ["no-catalog-header"]), ("innoId,innoId\n", ["duplicate-column"]),
        ("innoId,source\n", ["reserved-label"]), ("innoId,\n", ["empty-text"]),
        ("innoId\n1\n1\n", ["duplicate-catalog-row"]), ("innoId,n\n,a\n,b\n", ["duplicate-catalog-row"]),
        ("innoId\n-1\n", ["bad-catalog-id"]), ("innoId,vdn\n1,0\n", ["bad-catalog-id"]),
        ("innoId,ccId\n1,65536\n", ["bad-catalog-id"]), ("innoId,n\n1\n", ["cell-count"]),
        ("innoId,n\n1,\"x", ["bad-table"]), ("innoId,n\n1,x\"y\n", ["bad-table"]),
        ("innoId\n\n1 \n", ["bad-catalog-id"]),
    ])
    func mistakesInCatalogsAreFound(_ text: String, _ ids: [String]) {
        let configuration = ConfigurationCase(
            "sources: [{ name: s, recording: polls.jsonl, catalog: codes.csv }]",
            files: ["etc/codes.csv": text]
        )
        #expect(configuration.ids == ids)
    }

    @Test func aCatalogCanBeReadByItself() {
        let memory = MemoryFiles(["a.csv": "innoId,name\n1,one\n", "b.csv": "x"])
        let code = AccessCode(ccId: 1, vdn: 1, innoId: 1)
        #expect(CatalogFiles.load("a.csv", files: memory.access).value?.labels(of: code) == ["name": "one"])
        #expect(CatalogFiles.load("b.csv", files: memory.access).diagnostics.map(\.id) == ["no-catalog-header"])
        #expect(CatalogFiles.load("c.csv", files: memory.access).diagnostics.map(\.id) == ["missing-file"])
    }

    @Test func aMistakeStandsAtItsLineAndColumn() {
        let configuration = ConfigurationCase(
            "sources: [{ name: s, recording: polls.jsonl, catalog: codes.csv }]",
            files: ["etc/codes.csv": "name,innoId\n\"a\nb\",1\n\"c\nd\",x\n"]
        )
        let range = configuration.load().diagnostics.first?.range
        #expect(range?.file.name == "etc/codes.csv")
        #expect(range?.start == .init(line: 5, column: 4))
    }
}
