import Synchronization

/// Runs asynchronous work on the thread that waits for it, so that an execution costs no change of threads.
final class CallingThread: TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    /// Runs work to its end.
    static func run(_ work: sending @escaping () async throws -> Void) throws {
        let thread = CallingThread()
        let failure = Mutex<(any Error)?>(nil)
        Task(executorPreference: thread) {
            do {
                try await work()
            } catch {
                failure.withLock { $0 = error }
            }
        }
        while let job = thread.jobs.withLock({ $0.popLast() }) {
            unsafe job.runSynchronously(on: thread.asUnownedTaskExecutor())
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
