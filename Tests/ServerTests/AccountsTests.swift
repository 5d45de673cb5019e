import Testing

@testable import Server

struct AccountsTests {
    /// `correct horse` by bcrypt at its lowest cost, and by yescrypt; `grafana-token` by SHA-256.
    static let accounts = Accounts(
        users: [
            Accounts.User(
                name: "ops",
                passwordHash: "$2b$04$pcUuMhaT8Gxab4XDHVlExeZjBmJUJecO/QcNW5s6iBmbPML0LjUsC",
                role: .operatorRole
            ),
            Accounts.User(
                name: "root",
                passwordHash: "$y$j75$abcdefgh$Jakf0CHhzdQOivqISxvBXCIRIaxY0Fs1wJGsJSurry/",
                role: .admin
            ),
        ],
        tokens: [
            Accounts.Token(
                name: "grafana",
                tokenHash: "5A4806AAF8E14A7C4A89F70D1EF7B2324DDAE2B85C417A9270D87B4DB806B6A0",
                role: .viewer
            )
        ]
    )

    @Test(
        arguments: [
            // ops:correct horse
            ("Basic b3BzOmNvcnJlY3QgaG9yc2U=", Accounts.Role.operatorRole),
            ("basic b3BzOmNvcnJlY3QgaG9yc2U=", .operatorRole),
            // root:correct horse
            ("Basic cm9vdDpjb3JyZWN0IGhvcnNl", .admin),
            ("Bearer grafana-token", .viewer),
            ("bearer grafana-token", .viewer),
        ]
    )
    func credentialsProveTheirRole(authorization: String, role: Accounts.Role) {
        #expect(Self.accounts.role(provenBy: authorization) == role)
    }

    @Test(
        arguments: [
            "",
            "Basic",
            "Basic !",
            // ops:wrong horse
            "Basic b3BzOndyb25nIGhvcnNl",
            // nobody:correct horse
            "Basic bm9ib2R5OmNvcnJlY3QgaG9yc2U=",
            // no colon
            "Basic b3Bz",
            // ops with an empty password
            "Basic b3BzOg==",
            "Bearer ops",
            "Bearer ",
            "Bearer 5a4806aaf8e14a7c4a89f70d1ef7b2324ddae2b85c417a9270d87b4db806b6a0",
            "Digest grafana-token",
        ]
    )
    func otherTextsProveNothing(authorization: String) {
        #expect(Self.accounts.role(provenBy: authorization) == nil)
    }

    /// The password ends at no zero byte: what crypt(3) would not see is not accepted either.
    @Test func passwordWithAZeroByteIsNotThePasswordBeforeIt() {
        // ops:correct horse\0x
        #expect(Self.accounts.role(provenBy: "Basic b3BzOmNvcnJlY3QgaG9yc2UAeA==") == nil)
    }

    @Test func nobodyIsLetInWithoutAccounts() {
        #expect(Accounts().isEmpty)
        #expect(Accounts().role(provenBy: "Basic b3BzOmNvcnJlY3QgaG9yc2U=") == nil)
    }

    @Test func rolesIncludeThoseBelow() {
        #expect(Accounts.Role.viewer < .operatorRole)
        #expect(Accounts.Role.operatorRole < .admin)
    }
}
