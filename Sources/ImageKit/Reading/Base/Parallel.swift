import Dispatch
import Synchronization

/// Work on many values on all cores.
package enum Parallel {
    /// What a function makes of each value, in their order.
    ///
    /// - Parameters:
    ///   - values: the values.
    ///   - body: called for several of them at once.
    package static func map<Value: Sendable, Result: Sendable>(
        _ values: [Value], _ body: @Sendable (Value) -> Result
    ) -> [Result] {
        // A few values at a time: calls cost something, and parts should end together.
        let size = max(1, values.count / 64)
        let starts = Array(stride(from: 0, to: values.count, by: size))
        let parts = Mutex<[[Result]]>(Array(repeating: [], count: starts.count))
        DispatchQueue.concurrentPerform(iterations: starts.count) { number in
            let part = values[starts[number]..<min(starts[number] + size, values.count)].map(body)
            parts.withLock { $0[number] = part }
        }
        return parts.withLock { $0 }.flatMap(\.self)
    }
}
