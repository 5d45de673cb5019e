/// Textbook results for a queue with Poisson arrivals and exponential service and patience (M/M/c+M, "Erlang A").
struct Erlang {
    /// The mean number in the queue.
    let meanQueue: Double
    /// The mean number in conversation.
    let meanBusy: Double

    /// The stationary distribution of the birth-and-death chain, cut where it has no weight; rates per second.
    ///
    /// An `abandonment` rate of 0 is the queue that nobody leaves ("Erlang C").
    init(arrivals: Double, service: Double, abandonment: Double, agents: Int) {
        var weight = 1.0
        var sum = 1.0
        var queue = 0.0
        var busy = 0.0
        for callers in 1...3000 {
            let leaving = Double(min(callers, agents)) * service + Double(max(0, callers - agents)) * abandonment
            weight *= arrivals / leaving
            sum += weight
            queue += weight * Double(max(0, callers - agents))
            busy += weight * Double(min(callers, agents))
        }
        meanQueue = queue / sum
        meanBusy = busy / sum
    }
}
