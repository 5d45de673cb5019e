import Alerting
import Model
import Testing

@testable import Daemon

/// SLAs among the metrics.
struct ObjectiveExpositionTests {
    private static func status(_ labels: Labels, budget: Double?, long: Double?, short: Double?) -> ObjectiveStatus {
        func window(_ length: TimeSpan, _ rate: Double?) -> ObjectiveStatus.Burn.Window {
            .init(length: length, known: length, rate: rate, isAbove: rate.map { $0 > 14.4 })
        }
        let pair = BurnRateAlert.all(for: .days(30))[1].pairs[0]
        return ObjectiveStatus(
            sla: "Waiting",
            labels: labels,
            objective: 0.95,
            window: .days(30),
            known: .hours(2),
            goodShare: 0.97,
            errorBudgetRemaining: budget,
            burns: [
                .init(
                    severity: "critical",
                    factor: pair.factor,
                    long: window(pair.long, long),
                    short: window(pair.short, short)
                )
            ]
        )
    }

    @Test func seriesAreKnownByTheirIdsAndGroupsByTheirLabels() {
        var writer = ExpositionWriter()
        let series: Labels = ["ccId": "1", "vdn": "170", "innoId": "7", "source": "cloud", "name": "Orders"]
        writer.write(objectives: [
            Self.status(series, budget: 0.4, long: 0.5, short: nil),
            Self.status(["team": "sales", "source": "cloud"], budget: -1, long: 20, short: 2),
            Self.status(["team": "none", "source": "cloud"], budget: nil, long: nil, short: nil),
        ])
        let ids = #"ccId="1",innoId="7",source="cloud",vdn="170""#
        #expect(
            writer.text.split(separator: "\n").filter { !$0.hasPrefix("#") } == [
                #"callwatch_sla_error_budget_remaining_ratio{sla="Waiting",\#(ids)} 0.4"#,
                #"callwatch_sla_error_budget_remaining_ratio{sla="Waiting",source="cloud",team="sales"} -1"#,
                #"callwatch_sla_burn_rate{sla="Waiting",\#(ids),window="1h"} 0.5"#,
                #"callwatch_sla_burn_rate{sla="Waiting",source="cloud",team="sales",window="5m"} 2"#,
                #"callwatch_sla_burn_rate{sla="Waiting",source="cloud",team="sales",window="1h"} 20"#,
            ]
        )
    }

    @Test func withoutSLAsNothingIsSaidOfThem() {
        var writer = ExpositionWriter()
        writer.write(objectives: [])
        #expect(writer.text.isEmpty)
    }
}
