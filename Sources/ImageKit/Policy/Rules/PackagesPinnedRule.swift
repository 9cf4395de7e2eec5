import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The Python packages of an image are pinned, and installed as pinned.
struct PackagesPinnedRule: Rule {
    static let documentation = RuleDocumentation(
        id: "packages-pinned",
        title: "Python packages are pinned",
        reason: """
            A requirement that admits several versions gives another image with every build; one that is pinned and not what is \
            installed says the wrong thing.
            """,
        method: """
            The requirements files in the image (*requirements*.txt, and *.txt in a folder requirements), with what -r and -c \
            name. Every line that applies to the image's interpreter and machine must name one version with == or ===, in \
            itself or in a constraints file, or a URL with a hash or a full commit, and that version must be the one that is \
            installed, by PEP 440. With `hashes` every line must carry --hash too.
            """,
        limits: """
            Packages that no line names are not looked at, though pip installs them; a file made by pip-compile or pip freeze \
            names all. pyproject.toml, setup.cfg and lock files of other tools are not read. Where no requirements file was \
            copied into the final stage there is no data. Versions in lines with environment variables are not known.
            """,
        remedy:
            "pip-compile --generate-hashes requirements.in, or pip freeze > requirements.txt, and install from that file.",
        parameters: [
            .init("file", "list of globs", "Which files to read, by their paths; without it all requirements files."),
            .init("package", "list of globs", "Only lines of these packages, for example nvidia-*; without it all."),
            .init("installed", "true or false", "Whether what is pinned must be installed; without it true."),
            .init("hashes", "true or false", "Whether every line needs a hash; without it false."),
        ],
        example: "file: /app/requirements.txt\nhashes: true",
        references: ["PEP 440", "PEP 508", "CIS Docker Benchmark 4.2"])

    private let files: [GlobPattern]?
    private let names: [GlobPattern]?
    private let checksInstalled: Bool
    private let needsHashes: Bool

    init(_ parameters: RuleParameters) throws {
        files = try parameters.texts("file")?.map { GlobPattern($0) }
        names = try parameters.texts("package")?.map { GlobPattern(PythonName.normalized($0)) }
        checksInstalled = try parameters.flag("installed") ?? true
        needsHashes = try parameters.flag("hashes") ?? false
    }

    func captureMode(for path: BytePath) -> CaptureMode? {
        guard path.name.suffix(4).elementsEqual(".txt".utf8), !PackagesPinnedRule.isForeign(path) else { return nil }
        let text = path.string
        let name = DisplayText.decoded(path.name)
        guard
            PackagesPinnedRule.isRequirements(path) || name.contains("constraints")
                || files?.contains(where: { $0.matches("/" + text) }) == true
        else { return nil }
        return .whole
    }

    /// What came along with a package is not what the image was built from.
    private static func isForeign(_ path: BytePath) -> Bool {
        path.components.dropLast().contains { component in
            ["site-packages", "dist-packages", "node_modules", "doc"].contains { component.elementsEqual($0.utf8) }
        }
    }

    private static func isRequirements(_ path: BytePath) -> Bool {
        DisplayText.decoded(path.name).contains("requirements")
            || path.components.dropLast().last?.elementsEqual("requirements".utf8) == true
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let starts = tree.capturedNodes.map { (path: tree.path(of: $0), node: $0) }.filter { item in
            guard item.path.name.suffix(4).elementsEqual(".txt".utf8), !PackagesPinnedRule.isForeign(item.path) else {
                return false
            }
            return files.map { globs in globs.contains { $0.matches("/" + item.path.string) } }
                ?? PackagesPinnedRule.isRequirements(item.path)
        }.map(\.path)
        guard !starts.isEmpty else {
            return .noData("no requirements file is in the image; what its packages were pinned to is not known")
        }
        var reading = PinReading(tree)
        for path in starts { reading.read(path, isConstraint: false) }

        let markers = PinMarkers(input.analysis)
        var offences: [Evidence] = []
        var count = 0
        for item in reading.lines where applies(item.line, markers) {
            count += 1
            if let reason = offence(item.line, reading, input) {
                offences.append(Evidence(.package, item.line.text, "\(item.path):\(item.line.number): \(reason)"))
            }
        }
        let places = starts.map { "/" + $0.string }.joined(separator: ", ")
        guard offences.isEmpty else {
            return .offences(
                offences, "requirement of \(count) is not pinned as asked",
                plural: "requirements of \(count) are not pinned as asked",
                none: "the other requirements of \(places) are pinned")
        }
        let evidence = starts.map {
            Evidence(.file, "/" + $0.string, tree.lookup($0).map { "layer \(tree.layer(of: $0))" })
        }
        if !reading.missing.isEmpty {
            return .noData("\(reading.missing.joined(separator: ", ")) was not read; the rest is pinned", evidence)
        }
        guard count > 0 else { return .noData("\(places) asks for nothing that is looked at", evidence) }
        return .pass(
            "\(count) requirements of \(places) are pinned" + (checksInstalled ? ", and installed so" : ""), evidence)
    }

    private func applies(_ line: RequirementsFile.Line, _ markers: PinMarkers) -> Bool {
        guard let requirement = line.requirement else { return names == nil }
        if let names, !names.contains(where: { $0.matches(requirement.normalizedName) }) { return false }
        return requirement.marker.map { markers.fulfill($0) } ?? true
    }

    /// What is wrong with a line; nil where nothing is.
    private func offence(_ line: RequirementsFile.Line, _ reading: PinReading, _ input: RuleInput) -> String? {
        if needsHashes, !line.hasHash { return "it has no hash" }
        if line.requirement == nil || line.requirement?.url != nil {
            return line.isPinnedSource ? nil : "a source without a hash or a full commit"
        }
        guard let requirement = line.requirement else { return nil }
        guard let version = line.pinnedVersion ?? reading.constraints[requirement.normalizedName] else {
            return "it admits several versions"
        }
        guard checksInstalled else { return nil }
        let found = input.analysis.inventory.packages.filter {
            $0.python?.normalizedName == requirement.normalizedName
        }.map(\.version)
        guard !found.isEmpty else { return "it is not installed" }
        // A pin without a local part is kept by versions that differ in theirs: 2.1 by 2.1+cu121.
        let isKept = found.contains {
            PythonVersionSpecifierSet("==\(version)")?.contains($0) ?? ($0 == version) || $0 == version
        }
        return isKept ? nil : "\(found.joined(separator: ", ")) is installed"
    }
}

/// The requirements files of an image, with what they name, each read once.
private struct PinReading {
    private(set) var lines: [(path: String, line: RequirementsFile.Line)] = []
    /// Versions by normalized name.
    private(set) var constraints: [String: String] = [:]
    /// Files that are named and were not found or not kept.
    private(set) var missing: [String] = []
    private let tree: FileTree
    private var seen: Set<String> = []

    init(_ tree: FileTree) { self.tree = tree }

    mutating func read(_ path: BytePath, isConstraint: Bool) {
        var pending = [(path: path, isConstraint: isConstraint)]
        while let next = pending.popLast() {
            guard seen.insert("\(next.isConstraint) \(next.path.string)").inserted else { continue }
            guard let contents = tree.lookup(next.path).flatMap({ tree.contents(of: $0) }) else {
                missing.append("/" + next.path.string)
                continue
            }
            let file = RequirementsFile(contents)
            if next.isConstraint {
                for line in file.lines {
                    guard let name = line.requirement?.normalizedName, let version = line.pinnedVersion else {
                        continue
                    }
                    constraints[name] = version
                }
            } else {
                lines += file.lines.map { ("/" + next.path.string, $0) }
            }
            for (names, isConstraint) in [(file.requirements, next.isConstraint), (file.constraints, true)] {
                for name in names {
                    let bytes = name.hasPrefix("/") ? Array(name.utf8) : next.path.parent.appending(name).bytes
                    guard let path = BytePath(bytes), !name.contains("://") else {
                        missing.append(name)
                        continue
                    }
                    pending.append((path, isConstraint))
                }
            }
        }
    }
}

/// The interpreters of an image, for markers; one that fulfils a marker is enough.
private struct PinMarkers {
    private let environments: [EnvironmentMarker.Environment]

    init(_ analysis: ImageAnalysis) {
        let machines = ["amd64": "x86_64", "arm64": "aarch64", "386": "i686"]
        let architecture = analysis.image.configuration.architecture ?? ""
        let versions = Set(analysis.inventory.packages.compactMap { $0.python?.interpreterVersion })
        environments = (versions.isEmpty ? ["3"] : versions.sorted()).map {
            .linux(pythonVersion: $0, machine: machines[architecture] ?? architecture)
        }
    }

    func fulfill(_ marker: EnvironmentMarker) -> Bool { environments.contains { marker.isFulfilled(in: $0) } }
}
