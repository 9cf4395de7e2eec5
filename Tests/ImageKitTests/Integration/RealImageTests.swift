import Foundation
import Testing

@testable import ImageLedger
@testable import ImagePackages
@testable import ImagePolicy
@testable import ImageReading
@testable import ImageReports
@testable import ImageWriting

/// Compares whole analyses of real images with what dpkg, pip and a walk over the mounted tree say.
@Suite struct RealImageTests {
    /// An archive and where its truth lies.
    struct Sample: CustomTestStringConvertible {
        let name: String
        let archive: URL
        let reference: String?
        let truth: URL

        var testDescription: String { name }

        var layerTruth: URL {
            truth.deletingPathExtension().appendingPathExtension("layers").appendingPathExtension("json")
        }
    }

    private static let shared: [Sample] = {
        guard SharedData.isAvailable, let truths = try? SharedData.files(in: "images/truth", withExtension: "json"),
            let layout = try? SharedData.url("images/layout")
        else { return [] }
        return truths.filter { !$0.path.hasSuffix(".layers.json") }.map { truth in
            let name = truth.deletingPathExtension().lastPathComponent
            return Sample(name: name, archive: layout, reference: name, truth: truth)
        }
    }()

    /// A corpus that somebody built, with larger images than anybody wants to read each time.
    private static let corpus: [Sample] = {
        guard let path = ProcessInfo.processInfo.environment["IMAGESCAN_CORPUS"] else { return [] }
        let root = URL(fileURLWithPath: path, isDirectory: true)
        let folder = root.appendingPathComponent("images")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().flatMap { name in
            ["docker.tar", "oci-gzip.tar"].compactMap { file in
                let archive = folder.appendingPathComponent(name).appendingPathComponent(file)
                let truth = root.appendingPathComponent("truth/\(name).json")
                guard FileManager.default.fileExists(atPath: archive.path),
                    FileManager.default.fileExists(atPath: truth.path)
                else { return nil }
                return Sample(name: "\(name) \(file)", archive: archive, reference: nil, truth: truth)
            }
        }
    }()

    @Test(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"))
    func findsTheSharedImages() { #expect(RealImageTests.shared.count >= 8) }

    @Test(.enabled(if: SharedData.isAvailable, "IMAGESCAN_SHARED is not set"), arguments: shared)
    func agreesWithTheImageItself(_ sample: Sample) async throws { try await compare(sample) }

    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["IMAGESCAN_CORPUS"] != nil, "IMAGESCAN_CORPUS is not set"),
        arguments: corpus)
    func agreesWithTheImageItselfInTheCorpus(_ sample: Sample) async throws { try await compare(sample) }

    private func compare(_ sample: Sample) async throws {
        let truth = try JSONDecoder().decode(ImageTruth.self, from: Data(contentsOf: sample.truth))
        let archive = try ImageArchive(path: sample.archive.path)
        let image = try archive.image(reference: sample.reference)
        let analysis = try await ImageAnalyzer().analyze(image)
        Invariants.expect(analysis, sample.name)
        compareConfiguration(image, with: truth)
        compareTree(analysis, with: truth)
        compareDebian(analysis.inventory, with: truth)
        for interpreter in truth.python { comparePython(analysis.inventory, with: interpreter) }
        if FileManager.default.fileExists(atPath: sample.layerTruth.path) {
            let layers = try JSONDecoder().decode(LayerTruth.self, from: Data(contentsOf: sample.layerTruth))
            compareLayers(analysis, with: layers)
        }
    }

    private func compareConfiguration(_ image: Image, with truth: ImageTruth) {
        let configuration = image.configuration.config
        #expect(configuration?.user ?? "" == truth.config.user ?? "")
        #expect(configuration?.env ?? [] == truth.config.env ?? [])
        #expect(configuration?.entrypoint ?? [] == truth.config.entrypoint ?? [])
        #expect(configuration?.cmd ?? [] == truth.config.cmd ?? [])
        #expect(configuration?.workingDir ?? "" == truth.config.workingDir ?? "")
        #expect(configuration?.labels ?? [:] == truth.config.labels ?? [:])
        #expect(image.platform?.architecture == truth.architecture)
        #expect(image.platform?.os == truth.os)
        #expect(image.layers.map(\.diffID.description) == truth.diffIDs)
    }

    private func compareTree(_ analysis: ImageAnalysis, with truth: ImageTruth) {
        #expect(analysis.inventory.liveSize == truth.files.bytesByInode)
        let tree = analysis.tree
        var counts: [FileTree.Kind: Int] = [:]
        var setuid: [String] = []
        var setgid: [String] = []
        var pending = [tree.root]
        while let node = pending.popLast() {
            for child in tree.children(of: node) {
                let kind = tree.kind(of: child)
                counts[kind, default: 0] += 1
                if kind == .directory { pending.append(child) }
                guard kind == .file else { continue }
                if tree.mode(of: child) & 0o4000 != 0 { setuid.append(tree.path(of: child).description) }
                if tree.mode(of: child) & 0o2000 != 0 { setgid.append(tree.path(of: child).description) }
            }
        }
        #expect(counts[.file, default: 0] == truth.files.files)
        #expect(counts[.directory, default: 0] == truth.files.directories)
        #expect(counts[.symbolicLink, default: 0] == truth.files.symlinks)
        #expect(setuid.sorted() == truth.files.setuid)
        #expect(setgid.sorted() == truth.files.setgid)
    }

    private func compareDebian(_ inventory: Inventory, with truth: ImageTruth) {
        guard let database = truth.dpkg else {
            let ours = inventory.packages.filter { $0.kind == .deb }
            #expect(
                ours.map { "\($0.name) \($0.version) \($0.architecture ?? "")" }.sorted()
                    == truth.statusD.map { "\($0.package) \($0.version) \($0.architecture)" }.sorted())
            return
        }
        let ours = (inventory.packages + inventory.removed).filter { $0.kind == .deb }.map { package in
            let fields = package.debian
            let size = fields?.declaredSize.map { String($0 / 1024) } ?? ""
            return [
                package.name, package.version, package.architecture ?? "", fields?.want ?? "", fields?.state ?? "",
                fields?.sourceName ?? "", fields?.sourceVersion ?? "", size,
            ].joined(separator: " ")
        }
        let theirs = database.packages.map { package in
            // The middle word, the error flag, is not kept.
            let words = package.status.split(separator: " ")
            return [
                package.package, package.version, package.architecture, String(words.first ?? ""),
                String(words.last ?? ""), package.sourcePackage, package.sourceVersion,
                package.installedSize.map(String.init) ?? "",
            ].joined(separator: " ")
        }
        #expect(Set(ours).symmetricDifference(theirs).sorted() == [])
        #expect(ours.count == theirs.count)
        let installed = database.packages.filter {
            !$0.status.hasSuffix(" config-files") && !$0.status.hasSuffix(" not-installed")
        }
        #expect(inventory.packages.count { $0.kind == .deb } == installed.count)
    }

    private func comparePython(_ inventory: Inventory, with interpreter: ImageTruth.Interpreter) {
        let path = interpreter.metadata.path.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
        let visible = inventory.packages.filter { $0.kind == .pypi && path.contains($0.site) }
        let ours = visible.map { "\($0.name) \($0.version) \($0.record)" }
        let theirs = interpreter.metadata.distributions.map { distribution in
            let path = distribution.path.hasSuffix("/") ? String(distribution.path.dropLast()) : distribution.path
            return "\(distribution.name) \(distribution.version) \(path)"
        }
        let place = "\(interpreter.interpreter) of \(interpreter.user)"
        #expect(Set(ours).symmetricDifference(theirs).sorted() == [], "\(place)")
        for package in visible where package.python?.environment == interpreter.metadata.prefix {
            #expect(interpreter.metadata.version.hasPrefix(package.python?.interpreterVersion ?? "none"), "\(place)")
        }
        guard let listed = interpreter.pipList else { return }
        var first: [String: ImageTruth.Interpreter.Listed] = [:]
        for folder in path {
            for package in visible where package.site == folder {
                let name = package.python?.normalizedName ?? ""
                first[name] = first[name] ?? .init(name: package.name, version: package.version)
            }
        }
        #expect(
            Set(first.values).symmetricDifference(listed).map { "\($0.name) \($0.version)" }.sorted() == [], "\(place)")
    }

    private func compareLayers(_ analysis: ImageAnalysis, with truth: LayerTruth) {
        #expect(analysis.layers.count == truth.layers.count)
        var bytes: Int64 = 0
        for (ours, theirs) in zip(analysis.layers, truth.layers) {
            #expect(ours.layer.diffID.description == theirs.diffID)
            #expect(ours.entryCount == theirs.entries, "layer \(ours.layer.index)")
            #expect(ours.diffSize == theirs.tarBytes, "layer \(ours.layer.index)")
            let changeset = analysis.tree.layers[ours.layer.index].changeset
            let sum = changeset.records.filter { $0.kind == .file }.reduce(Int64(0)) { $0 + $1.size }
            #expect(sum == theirs.bytes, "layer \(ours.layer.index)")
            bytes += sum
        }
        if let wasted = truth.wastedBytes { #expect(bytes - analysis.inventory.liveSize == wasted) }
    }
}

extension Package {
    /// The record's path as `importlib.metadata` gives it: the folder, or a single file.
    var record: String {
        let location = locations.first ?? ""
        if location.hasSuffix(".egg") { return location + "/EGG-INFO" }
        if location.hasSuffix(".egg-info") { return location }
        return "/" + location.split(separator: "/").dropLast().joined(separator: "/")
    }

    /// The folder of a `sys.path` that the record lies in.
    var site: String { "/" + record.split(separator: "/").dropLast().joined(separator: "/") }
}
