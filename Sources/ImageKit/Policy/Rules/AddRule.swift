import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Files are put into the image by COPY.
struct AddRule: Rule {
    static let documentation = RuleDocumentation(
        id: "copy-not-add",
        title: "COPY instead of ADD",
        reason: """
            ADD also fetches URLs, without verifying them unless --checksum is given, and unpacks archives it recognizes. COPY \
            does what it says.
            """,
        method: """
            Every ADD of the history that is not the base image's, the ADD that brings a base's whole root file system apart. \
            Remote sources, archives and plain files are told apart.
            """,
        limits: """
            Docker's old builder writes a checksum in place of the source, so an archive can't be told from a file there. \
            \(BuildHistory.gapLimits)
            """,
        remedy: "COPY FILE /app/ ; for a URL: RUN curl -fsSLO URL && sha256sum -c, or ADD --checksum=sha256:... URL.",
        parameters: [
            .init(
                "allow", "list of remote, checked, archive",
                "Kinds of ADD that are allowed; checked is a URL with --checksum.")
        ],
        example: "allow: [archive, checked]",
        references: ["CIS Docker Benchmark 4.9", "Dockle CIS-DI-0009"])

    private enum Kind: String {
        case remote, checked, archive, file

        var words: String {
            switch self {
            case .remote: "fetches a URL without a checksum"
            case .checked: "fetches a URL, with a checksum"
            case .archive: "unpacks an archive"
            case .file: "copies files"
            }
        }
    }

    private static let archives = [".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst"]

    private let allowed: Set<String>

    init(_ parameters: RuleParameters) throws { allowed = Set(try parameters.texts("allow") ?? []) }

    func judge(_ input: RuleInput) -> Judgement {
        let steps = input.history.steps
        // Text that is no instruction, such as a remark of the tool that made the root file system, makes a layer too.
        let first =
            (steps.first { $0.layer == 0 }
            ?? steps.first { ["ADD", "COPY", "RUN", ""].contains($0.instruction.keyword) })?
            .index
        let offences = input.history.ownSteps.compactMap { step -> Evidence? in
            guard step.instruction.keyword == "ADD" else { return nil }
            let words = step.instruction.arguments.split(separator: " ").map(String.init)
            // What makes the first layer and fills the root is the base's file system.
            if step.index == first, words.last == "/" { return nil }
            let kind = AddRule.kind(words)
            return allowed.contains(kind.rawValue) ? nil : .step(step, kind.words)
        }
        return .offences(offences, "ADD instruction", none: "no ADD instruction is the image's own")
            .unless(input.history.gap)
    }

    private static func kind(_ words: [String]) -> Kind {
        let isChecked = words.contains { $0.hasPrefix("--checksum=") }
        let sources = words.filter { !$0.hasPrefix("--") }.dropLast()
        if sources.contains(where: { $0.hasPrefix("http://") || $0.hasPrefix("https://") || $0.hasPrefix("git@") }) {
            return isChecked ? .checked : .remote
        }
        return sources.contains { source in archives.contains { source.lowercased().hasSuffix($0) } } ? .archive : .file
    }
}
