import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// What is installed was verified.
struct VerifiedPackagesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "verified-packages",
        title: "Only verified packages",
        reason:
            "A package manager that ignores signatures, and a script piped into a shell, install whatever the server sends.",
        method: """
            Every RUN of the history that is not the base image's: apt with --allow-unauthenticated, --force-yes or the settings \
            that say so, apk --allow-untrusted, dnf --nogpgcheck, pip --trusted-host or an index of http://, downloads whose \
            certificate is not checked, a download piped into an interpreter, dpkg -i of a download without a checksum or \
            signature. And settings in the image: [trusted=yes] or Trusted: yes in apt's sources, AllowInsecureRepositories and \
            AllowUnauthenticated in apt.conf, trusted-host and http:// in pip.conf.
            """,
        limits: """
            apt's sources of http:// are verified by their signatures and pass. Scripts that a step runs are not read. Whether \
            a checksum in the same instruction is that of the package is not decided. \
            \(BuildHistory.gapLimits)
            """,
        remedy:
            "Fetch to a file, compare it with sha256sum -c or gpg --verify, then install; add the repository's key with signed-by.",
        references: ["CIS Docker Benchmark 4.11", "Dockle CIS-DI-0011"])

    private static let interpreters: Set<String> = [
        "sh", "bash", "dash", "ash", "zsh", "python", "python3", "perl", "ruby", "node",
    ]
    private static let fetchers: Set<String> = ["curl", "wget"]
    private static let verifiers: Set<String> = [
        "sha256sum", "sha512sum", "sha1sum", "md5sum", "shasum", "gpg", "gpgv", "cosign", "openssl", "debsig-verify",
    ]
    private static let aptSettings = [
        "apt::get::allowunauthenticated", "acquire::allowinsecurerepositories", "acquire::allowweakrepositories",
        "acquire::allowdowngradetoinsecurerepositories", "acquire::https::verify-peer",
    ]

    init(_ parameters: RuleParameters) throws {}

    func captureMode(for path: BytePath) -> CaptureMode? {
        let isWanted =
            path == "etc/apt/sources.list" || path == "etc/apt/apt.conf" || path == "etc/pip.conf"
            || path.bytes.starts(with: "etc/apt/sources.list.d/".utf8)
            || path.bytes.starts(with: "etc/apt/apt.conf.d/".utf8)
            || path.bytes.count < 100 && path.name.elementsEqual("pip.conf".utf8)
        return isWanted ? .whole : nil
    }

    func judge(_ input: RuleInput) -> Judgement {
        let steps = input.history.ownOffences { step, commands in variable(step) ?? remark(commands) }
        let offences = steps + settings(input.analysis.tree)
        let note = input.history.baseNote { step, commands in variable(step) ?? remark(commands) }
        return .offences(
            offences, "way round verification", plural: "ways round verification",
            none: "nothing shows that packages were installed unverified" + note
        ).unless(input.history.gap.map { "no settings show it, and \($0)" })
    }

    // MARK: Instructions

    private func remark(_ commands: [BuildCommand]) -> String? {
        let isVerified = commands.contains { VerifiedPackagesRule.verifiers.contains($0.program) }
        var isFetched = false
        for (position, command) in commands.enumerated() {
            let next = position + 1 < commands.count ? commands[position + 1] : nil
            if let words = flag(command) ?? piped(command, next) { return words }
            if isFetched, !isVerified, installsFile(command) {
                return "installs a downloaded package without a checksum"
            }
            if VerifiedPackagesRule.fetchers.contains(command.program) { isFetched = true }
        }
        return nil
    }

    private func flag(_ command: BuildCommand) -> String? {
        func found(_ options: [String]) -> String? {
            options.first { command.has($0) }.map { "\(command.program) with \($0)" }
        }
        switch command.program {
        case "apt", "apt-get", "aptitude":
            let setting = command.arguments.first { word in
                let lower = word.lowercased()
                return VerifiedPackagesRule.aptSettings.contains { lower.contains($0 + "=") && isOff(lower, $0) }
            }
            return found(["--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"])
                ?? setting.map { "\(command.program) with \($0)" }
        case "apk": return found(["--allow-untrusted"])
        case "yum", "dnf", "microdnf", "zypper": return found(["--nogpgcheck", "--no-gpg-checks"])
        case "curl":
            return found(["--insecure"]) ?? (command.arguments.contains(where: isInsecure) ? "curl with -k" : nil)
        case "rpm":
            let isInstall = command.arguments.contains { word in
                ["--install", "--upgrade", "--freshen"].contains(word)
                    || word.hasPrefix("-") && !word.hasPrefix("--") && word.contains { "iUF".contains($0) }
                        && !word.contains("q")
            }
            let isPlain = isInstall && command.arguments.contains { $0.hasPrefix("http://") }
            return found(["--nosignature", "--nodigest"]) ?? (isPlain ? "rpm from an address of http://" : nil)
        case "git":
            let words = command.arguments.map { $0.lowercased() }
            let isSet = zip(words, words.dropFirst()).contains { $0 == "http.sslverify" && $1 == "false" }
            return isSet || words.contains { $0.hasSuffix("http.sslverify=false") } ? "git without TLS checks" : nil
        case "echo", "printf":
            let text = command.arguments.joined(separator: " ").lowercased()
            return text.contains("deb") && text.contains("[") && text.contains("trusted=yes")
                ? "writes a source of apt with trusted=yes" : nil
        case "wget": return found(["--no-check-certificate"])
        case "npm":
            return command.arguments.contains("strict-ssl") && command.arguments.contains("false")
                ? "npm without TLS checks" : nil
        case _ where command.program.hasPrefix("pip") || command.program == "uv" || command.arguments.contains("pip"):
            if let words = found(["--trusted-host", "--allow-insecure-host"]) { return words }
            let plain = command.arguments.contains { $0.hasPrefix("http://") || $0.contains("=http://") }
            return plain ? "pip from an address of http://" : nil
        default: return nil
        }
    }

    /// Whether a word of curl's holds the option -k, alone or among others as in -fsSLk.
    private func isInsecure(_ word: String) -> Bool {
        guard word.hasPrefix("-"), !word.hasPrefix("--") else { return false }
        // Behind an option with a value the letters are that value.
        return word.dropFirst().prefix { !"AbcCdDeEFhHKmoPQrtTuUwxXyYz".contains($0) }.contains("k")
    }

    /// A variable, set for a command or by ENV, that turns verification off.
    private func variable(_ step: BuildStep) -> String? {
        let settings =
            step.instruction.keyword == "ENV"
            ? ShellWords.assignedCommands(step.instruction.arguments).flatMap { $0 }
            : step.instruction.buildCommands.flatMap(\.settings)
        for word in settings {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let isOff =
                switch parts[0].uppercased() {
                case "PIP_TRUSTED_HOST", "UV_INSECURE_HOST": true
                case "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL": parts[1].contains("http://")
                case "GIT_SSL_NO_VERIFY": !["0", "false"].contains(parts[1])
                case "NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY": parts[1] == "0"
                case "NPM_CONFIG_STRICT_SSL": parts[1] == "false"
                default: false
                }
            if isOff { return "sets \(parts[0])" }
        }
        return nil
    }

    /// Whether a setting turns verification off: `=true`, or `=false` for the one that verifies.
    private func isOff(_ text: String, _ name: String) -> Bool {
        let off = name.hasSuffix("verify-peer") ? ["false", "0", "no"] : ["true", "1", "yes"]
        guard let range = text.firstRange(of: name + "=") else { return false }
        return off.contains(String(text[range.upperBound...]).trimmingQuotes)
    }

    private func piped(_ command: BuildCommand, _ next: BuildCommand?) -> String? {
        if command.isShell || VerifiedPackagesRule.interpreters.contains(command.program) {
            let inside = command.arguments.contains { word in
                VerifiedPackagesRule.fetchers.contains { word.contains("$(\($0) ") || word.contains("`\($0) ") }
            }
            let substituted =
                command.words.last == "<" && next.map { VerifiedPackagesRule.fetchers.contains($0.program) } ?? false
            return inside || substituted ? "runs a downloaded script" : nil
        }
        guard VerifiedPackagesRule.fetchers.contains(command.program), let next,
            VerifiedPackagesRule.interpreters.contains(next.program)
        else { return nil }
        // A shell with a script's name, or with text after -c, does not read what the download writes.
        let operands = next.arguments.prefix { $0 != "--" }.filter { !$0.hasPrefix("-") }
        let reads = next.has("-s") || next.arguments.first == "-" || operands.isEmpty && !next.has("-c")
        return reads ? "pipes a download into \(next.program)" : nil
    }

    private func installsFile(_ command: BuildCommand) -> Bool {
        if command.program == "dpkg" { return command.has("-i") || command.has("--install") }
        return ["apt", "apt-get"].contains(command.program) && command.verb == "install"
            && command.operands.contains { $0.hasSuffix(".deb") }
    }

    // MARK: Settings

    private func settings(_ tree: FileTree) -> [Evidence] {
        var evidence: [(BytePath, Evidence)] = []
        for node in tree.capturedNodes {
            let path = tree.path(of: node)
            guard captureMode(for: path) != nil, let contents = tree.contents(of: node) else { continue }
            for line in contents.split(separator: 0x0A) {
                let text = DisplayText.decoded(line)
                let word = text.lowercased().filter { !$0.isWhitespace }
                guard !word.hasPrefix("#"), !word.hasPrefix("//"), isUnverified(word, in: path) else { continue }
                let shown = String(SecretText.withoutSecrets(text).prefix(200))
                evidence.append((path, Evidence(.file, "/" + path.string, shown, layer: tree.layer(of: node))))
            }
        }
        return evidence.sorted { $0.0 < $1.0 }.map(\.1)
    }

    private func isUnverified(_ line: String, in path: BytePath) -> Bool {
        if path.name.elementsEqual("pip.conf".utf8) {
            return line.hasPrefix("trusted-host=") || line.contains("index-url=http://")
                || line.hasPrefix("find-links=http://")
        }
        if path.bytes.starts(with: "etc/apt/sources".utf8) {
            return line.contains("trusted=yes") || line == "trusted:yes" || line == "allow-insecure:yes"
        }
        return VerifiedPackagesRule.aptSettings.contains { name in
            guard line.hasPrefix(name) else { return false }
            let value = line.dropFirst(name.count).filter { !"\"';".contains($0) }
            return (name.hasSuffix("verify-peer") ? ["false", "0", "no"] : ["true", "1", "yes"]).contains(String(value))
        }
    }
}
