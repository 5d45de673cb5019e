/// Rule files as people write them, of any number of rules; each team has limits of its own.
enum RuleFileText {
    /// The words of a rule file of those rules; no two rules of different numbers are equal.
    static func file(of rules: Range<Int>) -> String {
        """
        groups:
          - name: benchmark-\(rules.lowerBound)
            labels: { team: voice }
            let:
              waitingShare: queueCallCount / allCallCount
            rules:

        """ + rules.map(rule).joined()
    }

    /// One rule of six kinds in turn.
    private static func rule(_ number: Int) -> String {
        let calls = 5 + number * 7 % 97
        let seconds = 60 + number * 37 % 540
        switch number % 6 {
        case 0:
            return """
                      - alert: QueueBacklog\(number)
                        when: queueCallCount above \(calls) and longestWaitTime above \(seconds)s
                        for: 30s
                        resolve_when: queueCallCount below \(calls) / 2
                        labels: { severity: warning, team: team-\(number) }
                        annotations:
                          summary: "{{ queueCallCount }} callers wait at {{ labels.innoId }}, the first for {{ longestWaitTime }}"

                """
        case 1:
            return """
                      - alert: LongWait\(number)
                        levels:
                          - { severity: warning, when: longestWaitTime above \(seconds)s, for: 15s }
                          - severity: critical
                            when: longestWaitTime above \(seconds * 3)s
                            resolve_when: longestWaitTime below \(seconds * 2)s
                        keep_firing_for: 1m
                        labels: { team: team-\(number) }
                        annotations:
                          summary: "A caller has waited {{ longestWaitTime }}"
                          description: "{{ queueCallCount }} of {{ allCallCount }} calls wait ({{ waitingShare }})."

                """
        case 2:
            return """
                      - alert: HalfWaits\(number)
                        matchers: ['vdn="170"', 'innoId=~"30[1-4][0-9]+"']
                        when: allCallCount at least \(calls) and waitingShare above \(20 + number % 60)%
                        for: 1m
                        labels: { severity: warning, team: team-\(number), place: "{{ labels.vdn }}/{{ labels.innoId }}" }
                        annotations:
                          summary: "{{ waitingShare }} of the calls wait"

                """
        case 3:
            return """
                      - alert: NobodyAnswers\(number)
                        matchers: [innoId!="30066"]
                        when: agentCallCount is 0 and queueCallCount at least \(1 + number % 13) and not ivrCallCount above \(calls)
                        for: 2m
                        labels: { severity: critical, team: team-\(number) }
                        annotations:
                          summary: "{{ queueCallCount }} callers and nobody who answers"

                """
        case 4:
            return """
                      - alert: StuckInMenu\(number)
                        when: ivrCallCount above \(calls) or ivrCallCount / allCallCount above \(60 + number % 37)%
                        for: 1m
                        keep_firing_for: 2m
                        labels: { severity: warning, team: team-\(number) }
                        annotations:
                          summary: "{{ ivrCallCount }} calls are in the menu of {{ labels.innoId }}"

                """
        default:
            return """
                      - alert: Overload\(number)
                        when: max(queueCallCount, ivrCallCount) above \(calls) and longestWaitTime above \(seconds)s
                        resolve_when: longestWaitTime below \(seconds / 2)s
                        resolve_no_data_after: 10m
                        labels: { severity: critical, team: team-\(number) }
                        annotations:
                          summary: "{{ allCallCount }} calls at once, {{ agentCallCount }} with agents"

                """
        }
    }
}
