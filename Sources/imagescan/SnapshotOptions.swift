import ArgumentParser
import ImageKit

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a dependency snapshot says of the workflow it comes from.
struct SnapshotOptions: ParsableArguments {
    @Option(help: ArgumentHelp("For github-snapshot: the run's ID (default: GITHUB_RUN_ID).", valueName: "id"))
    var job: String?

    @Option(
        help: ArgumentHelp(
            "For github-snapshot: groups snapshots over time (default: GITHUB_WORKFLOW, GITHUB_JOB, the image).",
            valueName: "text"))
    var correlator: String?

    @Option(help: ArgumentHelp("For github-snapshot: the commit (default: GITHUB_SHA).", valueName: "commit"))
    var sha: String?

    @Option(help: ArgumentHelp("For github-snapshot: the branch or tag (default: GITHUB_REF).", valueName: "refs/..."))
    var ref: String?

    /// The job, where a snapshot is asked for.
    ///
    /// - Parameter image: the name of the image, so that several images of a workflow don't stand in for one another.
    func job(for formats: [ReportFormat], image: String) throws -> SnapshotJob? {
        guard formats.contains(.gitHubSnapshot) else { return nil }
        let run = SnapshotOptions.variable("GITHUB_RUN_ID")
        do {
            return try SnapshotJob(
                id: SnapshotOptions.value(job ?? run, "--job", "GITHUB_RUN_ID"),
                correlator: correlator ?? SnapshotOptions.correlator(image),
                sha: SnapshotOptions.value(sha ?? SnapshotOptions.variable("GITHUB_SHA"), "--sha", "GITHUB_SHA"),
                ref: SnapshotOptions.value(ref ?? SnapshotOptions.variable("GITHUB_REF"), "--ref", "GITHUB_REF"),
                page: job == nil ? SnapshotOptions.page(run) : nil)
        } catch let error as ImageError {
            throw SettingsError(error.reason)
        }
    }

    /// Fails before an image is read where something is missing.
    func check(for formats: [ReportFormat]) throws { _ = try job(for: formats, image: "image") }

    private static func value(_ value: String?, _ option: String, _ name: String) throws -> String {
        guard let value else {
            throw SettingsError("github-snapshot needs \(option) or the environment variable \(name)")
        }
        return value
    }

    private static func correlator(_ image: String) -> String {
        ([variable("GITHUB_WORKFLOW"), variable("GITHUB_JOB")].compactMap(\.self) + [image]).joined(separator: " ")
    }

    private static func page(_ run: String?) -> String? {
        guard let run, let server = variable("GITHUB_SERVER_URL"), let repository = variable("GITHUB_REPOSITORY") else {
            return nil
        }
        return "\(server)/\(repository)/actions/runs/\(run)"
    }

    /// A variable of the environment; nil where it is empty too.
    private static func variable(_ name: String) -> String? {
        // Unsafe: nothing changes the environment, and the value is copied at once.
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}
