import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// No secret can be read in the image, in whichever layer.
struct SecretsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-secrets",
        title: "No secrets in the image",
        reason: """
            Whoever can pull an image can read every byte of every layer, the configuration and the history. A secret that a \
            later layer deletes is still there, and so is a build argument.
            """,
        method: """
            Three things are looked at. Names: variables, labels, build arguments and assignments in commands whose name says \
            password, secret, token, API key and the like, with a literal value, in the configuration, the history and the \
            arguments, environments, commands, parameters and embedded Dockerfiles that provenance in the archive has; so are options (--password VALUE), \
            Authorization headers, curl -u name:password, lines for chpasswd and URLs with a password. Files by name, in all layers: SSH keys, \
            .env, .netrc, .npmrc, .pypirc, .docker/config.json, .aws/credentials, kubeconfig, .git-credentials, keystores and \
            more; where such a file may be harmless, it must hold a value. Contents of every file of every layer, deleted and \
            overwritten ones too: private keys with a body, and tokens of known form (AWS, GitHub, GitLab, Slack, Stripe, \
            Google, npm, PyPI, Hugging Face, SendGrid, Docker Hub, Azure storage, DigitalOcean, Anthropic, OpenAI). Files that \
            came with a dpkg or pip package are published and left out (but for a project that pip installed from a folder, a file \
            or a version control system, as its direct_url.json says), and so are examples (changeme, $VAR, AWS's own \
            documentation key). A secret is never shown: only its first characters are.
            """,
        limits: """
            Secrets without a known form in files of other names, compressed or encoded files, and a secret added to a \
            package's file in the very layer that installs the package are not seen. Whether a token still works is not tried.
            """,
        remedy: """
            Revoke the secret first: it has been published. Then pass it with RUN --mount=type=secret, or at run time, and \
            build anew; deleting the file in a later layer does not remove it.
            """,
        parameters: [
            .init("allow", "list of globs", "Paths that may hold what looks like a secret, for example test keys.")
        ],
        example: "allow: [\"/app/tests/*\"]",
        references: ["CIS Docker Benchmark 4.10", "Dockle CIS-DI-0010"])

    private let allowed: [GlobPattern]

    init(_ parameters: RuleParameters) throws {
        allowed = try (parameters.texts("allow") ?? []).map { GlobPattern($0) }
    }

    var needs: RuleNeeds { [.secrets, .ledger, .attestations] }

    func captureMode(for path: BytePath) -> CaptureMode? {
        SecretFile.named(path)?.needsContents == true ? .whole : nil
    }

    func judge(_ input: RuleInput) -> Judgement {
        var published = PublishedFiles(input.analysis)
        let files = self.files(input, &published).filter { evidence in
            !allowed.contains { $0.matches(evidence.subject) }
        }
        let offences = configuration(input) + files
        let leftOut =
            published.count == 0
            ? "" : "; \(Plural.text(published.count, "match", "matches")) in published packages' files ignored"
        guard input.analysis.secrets != nil || !offences.isEmpty else {
            return .noData("the contents of files were not searched for secrets")
        }
        return .offences(
            offences, "secret", none: "no secret was found in any layer, the configuration or the history" + leftOut)
    }

    // MARK: Configuration and history

    private func configuration(_ input: RuleInput) -> [Evidence] {
        var evidence: [Evidence] = []
        var seen: Set<SecretText.Found> = []
        func note(_ kind: Evidence.Kind, _ place: String, _ found: [SecretText.Found], layer: Int? = nil) {
            for secret in found where seen.insert(secret).inserted {
                evidence.append(Evidence(kind, "\(place): \(secret.name)", "value \(secret.beginning)", layer: layer))
            }
        }
        for variable in input.execution.env ?? [] { note(.configuration, "Env", found(in: variable)) }
        for (key, value) in (input.execution.labels ?? [:]).sorted(by: { $0.key < $1.key }) {
            note(.configuration, "Labels", found(in: "\(key)=\(value)"))
        }
        for attestation in input.attestations?.attestations ?? [] {
            for argument in attestation.provenance?.arguments ?? [] {
                note(.attestation, "provenance", found(in: argument))
            }
            for command in attestation.provenance?.steps?.commands ?? [] {
                for word in command.words { note(.attestation, "provenance", SecretText.secrets(in: word)) }
            }
            for text in attestation.provenance?.texts ?? [] { note(.attestation, "provenance", found(in: text)) }
        }
        let commands = [
            ("Entrypoint", input.execution.entrypoint), ("Cmd", input.execution.cmd),
            ("Healthcheck.Test", input.execution.healthcheck?.test),
            ("OnBuild", input.execution.onBuild), ("Shell", input.execution.shell),
            ("WorkingDir", input.execution.workingDir.map { [$0] }), ("Volumes", input.execution.volumes),
            ("author", input.analysis.image.configuration.author.map { [$0] }),
            ("history comment", (input.analysis.image.configuration.history ?? []).compactMap(\.comment)),
        ]
        for (name, command) in commands {
            note(.configuration, name, SecretText.secrets(in: (command ?? []).joined(separator: " ")))
        }
        for step in input.history.steps {
            let place = "step \(step.index) \(step.instruction.keyword)"
            let texts = step.instruction.buildArguments + [step.instruction.arguments]
            for text in texts { note(.instruction, place, SecretText.secrets(in: text), layer: step.layer) }
        }
        return evidence
    }

    /// The secrets of `NAME=value`, whose value may hold spaces.
    private func found(in variable: String) -> [SecretText.Found] {
        let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, !parts[0].contains(" "), let secret = SecretText.secret(named: parts[0], value: parts[1]) {
            return [secret]
        }
        return SecretText.secrets(in: variable)
    }

    // MARK: Files

    private func files(_ input: RuleInput, _ published: inout PublishedFiles) -> [Evidence] {
        let tree = input.analysis.tree
        let contents = Dictionary(grouping: input.analysis.secrets ?? []) { EntryID(layer: $0.layer, entry: $0.entry) }
        var evidence: [Evidence] = []
        for (number, layer) in tree.layers.enumerated() {
            for index in 0..<layer.changeset.count where Ledger.isFile(layer.changeset.records[index]) {
                let path = BytePath(normalized: Array(layer.changeset.path(of: index)))
                let matches = contents[EntryID(layer: number, entry: index)] ?? []
                var remarks = matches.map {
                    "\($0.match.kind.rawValue), begins \($0.match.beginning), at byte \($0.match.offset)"
                }
                if let named = SecretFile.named(path), layer.changeset.records[index].size > 0 {
                    let found = named.secrets(in: layer.captured[index] ?? [])
                    if found == nil, remarks.isEmpty { remarks.append(named.kind) }
                    if let first = found?.first, remarks.isEmpty {
                        remarks.append("\(named.kind): \(first.name) \(first.beginning)")
                    }
                }
                guard !remarks.isEmpty else { continue }
                guard !published.contains(path, layer: number, entry: index, count: remarks.count) else { continue }
                let fate = SecretsRule.words(Fate(tree.fates[number][index]), layer: number)
                evidence += remarks.map { Evidence(.file, "/" + path.string, $0 + fate, layer: number) }
            }
        }
        return evidence
    }

    private static func words(_ fate: Fate, layer: Int) -> String {
        switch fate {
        case .live: ""
        case .deleted(let later): "; deleted in layer \(later), still in layer \(layer)"
        case .overwritten(let later), .copied(let later): "; overwritten in layer \(later), still in layer \(layer)"
        case .ignored: "; no part of the file system, but in layer \(layer)"
        }
    }
}

private struct EntryID: Hashable {
    let layer: Int
    let entry: Int
}

/// Files that came with a package as it is published.
private struct PublishedFiles {
    private let ledger: Ledger?
    /// The layers in which the packages that are there came.
    private let layers: [PackageURL: Set<Int>]
    /// Distributions that were installed from a folder, an archive on the same machine or a version control system.
    private let own: Set<PackageURL>
    /// How many secrets stand in such files.
    private(set) var count = 0

    init(_ analysis: ImageAnalysis) {
        ledger = analysis.ledger
        own = Set(analysis.inventory.packages.filter { $0.details?.isLocal == true }.map(\.purl))
        layers = analysis.inventory.packages.reduce(into: [:]) { $0[$1.purl, default: []].insert($1.layer) }
    }

    /// Whether a file belongs to a package and came with it; one that a later layer wrote is not the package's any more.
    mutating func contains(_ path: BytePath, layer: Int, entry: Int, count: Int) -> Bool {
        guard let owner = ledger?.owner(ofEntry: entry, inLayer: layer) else { return false }
        guard !own.contains(owner.purl) else { return false }
        guard layers[owner.purl]?.contains(layer) ?? true else { return false }
        self.count += count
        return true
    }
}
