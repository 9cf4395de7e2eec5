import Foundation

/// Programs of the system under which ours is run, where they work.
enum Wrapper {
    /// Makes system calls fail.
    ///
    /// - Parameters:
    ///   - faults: what to inject, as `strace -e inject=` takes it.
    ///   - path: the file the calls must be about; nil takes all.
    ///   - log: the file where strace writes the calls.
    static func strace(_ faults: [String], on path: String? = nil, log: String = "/dev/null") -> [String] {
        ["strace", "-f", "-qq", "-o", log] + (path.map { ["-P", $0] } ?? [])
            + faults.flatMap { ["-e", "inject=\($0)"] }
    }

    static let canTrace = works(strace(["rename:error=EIO"]), "strace can't trace here")

    /// Without the right of root to read everything.
    static let unprivileged = ["unshare", "--user"]

    static let canDropRights = works(unprivileged, "there are no user namespaces here")

    /// In a mount namespace of its own; the script gets the program and its arguments.
    static func mounting(_ script: String) -> [String] { isolated + ["sh", "-c", script] }

    private static let isolated = ["unshare", "--map-root-user", "--mount"]

    static let canMount = works(
        mounting("mount -t tmpfs -o size=1m none \"$(mktemp -d)\""), "nothing can be mounted here")

    /// Whether a harmless command works under a wrapper; tells aloud where it does not.
    private static func works(_ wrapper: [String], _ otherwise: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = wrapper + ["true"]
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { return false }
        process.waitUntilExit()
        if process.terminationStatus == 0 { return true }
        Fixtures.note("SKIPPED: \(otherwise): \(wrapper.prefix(1).joined()) is missing or not permitted")
        return false
    }
}
