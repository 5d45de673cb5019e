import Alerting
import ConfigFiles
import Diagnostics
import Testing

/// The section `flapping`, and the key of rules.
struct FlappingSectionTests {
    @Test(arguments: [
        ("", FlappingSettings(isEnabled: true, high: 0.5, low: 0.25)),
        ("flapping:", FlappingSettings()),
        ("flapping: {}", FlappingSettings()),
        ("flapping: { enabled: false }", FlappingSettings(isEnabled: false)),
        ("flapping: { high: 62.5%, low: 0% }", FlappingSettings(high: 0.625, low: 0)),
        ("flapping: { high: 25% }", FlappingSettings(high: 0.25, low: 0.25)),
        ("flapping: { high: 100%, low: 100% }", FlappingSettings(high: 1, low: 1)),
    ])
    func sectionIsRead(_ text: String, _ expected: FlappingSettings) throws {
        #expect(try ConfigurationCase(text).settings().alerting.flapping == expected)
    }

    @Test(arguments: [
        "50", "0.5", "%", "-1%", "100.1%", "1e1%", "0x1%", "+5%", ".5%", "5.%", "5 %", "inf%", "nan%", "٥%",
    ])
    func onlyPercentagesAreShares(_ text: String) {
        #expect(ConfigurationCase("flapping: { high: \"\(text)\" }").ids == ["invalid-value"])
    }

    @Test func highMayNotBeBelowTheDefaultOfLow() {
        let loaded = ConfigurationCase("flapping: { high: 20% }").load()
        #expect(loaded.diagnostics.map(\.id) == ["low-above-high"])
        #expect(loaded.diagnostics.map(\.message) == ["`high` has to be at least `low`"])
        #expect(ConfigurationCase("flapping: { low: 60% }").ids == ["low-above-high"])
    }

    @Test func filesMayGiveAPartEach() throws {
        let flapping = try ConfigurationCase(
            "include: [more.yaml]\nflapping: { high: 70% }",
            files: ["etc/more.yaml": "flapping: { low: 60% }"]
        ).settings().alerting.flapping
        #expect(flapping == FlappingSettings(high: 0.7, low: 0.6))
    }

    @Test func rulesSayWhetherTheirAlertsCanFlap() throws {
        let rules = """
            groups:
              - name: h
                rules:
                  - { alert: A, when: queueCallCount above 1 }
                  - { alert: B, when: agentCallCount above 2, flapping: false }
                  - { alert: C, when: ivrCallCount above 3, flapping: true }
            """
        let settings = try ConfigurationCase("rule_files: [b.rules.yaml]", files: ["etc/b.rules.yaml": rules])
            .settings()
        #expect(settings.alerting.rules.rules.map(\.detectsFlapping) == [true, false, true])
    }
}
