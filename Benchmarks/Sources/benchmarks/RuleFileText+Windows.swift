extension RuleFileText {
    /// The words of a file of rules that look back over some minutes.
    static func windows(of rules: Range<Int>) -> String {
        """
        groups:
          - name: windows-\(rules.lowerBound)
            labels: { team: voice }
            rules:

        """ + rules.map(rule).joined()
    }

    /// One rule of five kinds in turn.
    private static func rule(_ number: Int) -> String {
        let calls = 1 + number * 7 % 13
        let seconds = 30 + number * 37 % 240
        let minutes = [5, 10, 15, 30][number % 4]
        let condition =
            switch number % 5 {
            case 0: "avg(queueCallCount over \(minutes)m) above \(calls)"
            case 1: "share(longestWaitTime above \(seconds)s over \(minutes)m) above 20%"
            case 2: "max(allCallCount over \(minutes)m) above \(4 * calls) and queueCallCount above \(calls)"
            case 3: "change(queueCallCount over \(minutes)m) above \(calls)"
            default: "forecast(longestWaitTime over \(minutes)m in 5m) above \(seconds)s"
            }
        return """
                  - alert: Trend\(number)
                    when: \(condition)
                    for: 1m
                    labels: { severity: warning, team: team-\(number) }
                    annotations:
                      summary: "{{ queueCallCount }} callers wait at {{ labels.innoId }}, {{ value }} lately"

            """
    }
}
