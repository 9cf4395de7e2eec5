import ArgumentParser
import ImageKit

/// How images are read: what all commands share.
struct ReadingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Choose the image for this platform.", valueName: "os/arch"), transform: platform)
    var platform: Platform?

    @Flag(name: .customLong("no-verify"), help: "Don't hash layers; every output says so.")
    var noVerify = false

    @Option(
        help: ArgumentHelp(
            "Let links in an image layout lead into this folder outside of it, as Bazel's do.", valueName: "folder"),
        completion: .directory)
    var followLinks: String?

    @Option(
        help: ArgumentHelp(
            "Keep in this folder what was read of layers, and don't read again what is in it.", valueName: "folder"),
        completion: .directory)
    var cache: String?

    @Option(
        help: ArgumentHelp("Read settings from this file instead of .imagescan.yaml.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        help: ArgumentHelp(
            "Set a limit: \(Limits.names.joined(separator: ", ")). Sizes are in bytes; can be repeated.",
            valueName: "name=value"), completion: .list(Limits.names.map { $0 + "=" }), transform: limit)
    var limit: [(name: String, value: Int64)] = []

    @Flag(name: [.short, .long], help: "Show no warnings and no progress.")
    var quiet = false

    @Flag(name: [.short, .long], help: "Show every warning.")
    var verbose = false

    @Flag(name: .customLong("no-sandbox"), help: "Don't give up the right to open other files and to use the network.")
    var noSandbox = false

    /// What reading images and writing results needs.
    ///
    /// - Parameters:
    ///   - images: images as they are named on the command line.
    ///   - files: other files and folders that are read.
    ///   - outputs: where results go.
    func sandbox(
        reading images: [String], files: [String] = [], writing outputs: OutputOptions<some Report>
    ) -> Sandbox? {
        guard !noSandbox else { return nil }
        let inputs = images.map { ImageReference($0).path }.filter { $0 != "-" }
        return Sandbox(
            readable: inputs + files + [followLinks].compactMap(\.self) + [config ?? Settings.defaultFile],
            writable: outputs.files, caches: [cacheFolder].compactMap(\.self))
    }

    /// The folder of layers that were read already, of the option, the environment or the settings; nil where there is none.
    var cacheFolder: String? {
        guard !noVerify, let folder = try? cache ?? settings().text("cache"), !folder.isEmpty else { return nil }
        return folder
    }

    private static func platform(_ text: String) throws -> Platform {
        // As Docker does: an architecture alone is one of Linux.
        let architectures = ["amd64", "arm64", "arm", "386", "ppc64le", "s390x", "riscv64"]
        let aliases = ["x86_64", "x86-64", "aarch64", "armhf", "armel", "i386", "ppc64el"]
        let full = (architectures + aliases).contains(text.lowercased()) ? "linux/\(text.lowercased())" : text
        guard let platform = Platform(full) else {
            throw ValidationError("--platform takes os/architecture, for example linux/arm64, not \(text)")
        }
        return platform
    }

    private static func limit(_ text: String) throws -> (name: String, value: Int64) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { throw ValidationError("--limit takes name=value, for example entries=1000000") }
        guard Limits.names.contains(parts[0]) else {
            let nearest = Limits.names.min { TextDistance.between(parts[0], $0) < TextDistance.between(parts[0], $1) }
            throw ValidationError("there is no limit \(parts[0])" + (nearest.map { " (did you mean \($0)?)" } ?? ""))
        }
        guard case .bytes(let value) = SizeGate.Bound(parts[1]) else {
            throw ValidationError("the limit \(parts[0]) takes a number such as 1000000 or 200MB, not \(parts[1])")
        }
        return (parts[0], value)
    }

    /// The settings of the file and the environment.
    func settings() throws -> Settings { try Settings.load(config) }

    /// What the options and settings say of reading.
    func scanOptions(_ settings: Settings, usesCache: Bool = true) throws -> ScanOptions {
        var options = ScanOptions()
        options.reading.linkFolder = followLinks
        options.verifiesLayers = try !noVerify && settings.flag("verify") ?? true
        options.layerCache = usesCache ? try cacheFolder.map { try LayerCacheFolder(path: $0) } : nil
        for name in Limits.names {
            guard let text = settings.text("limits.\(name)") else { continue }
            guard case .bytes(let value) = SizeGate.Bound(text) else {
                throw SettingsError("\(settings.place("limits.\(name)")): the limit \(name) can't be \(text)")
            }
            options.limits[name] = value
        }
        for (name, value) in limit { options.limits[name] = value }
        return options
    }

    /// Opens archives, chooses the images and analyses them; layers they share are read once.
    func analyze(
        _ names: [String], booksBytes: Bool = true, identity: ContentIdentity = .none, readsLinkage: Bool = false,
        readsLicenses: Bool = false, readsAdvisoryFiles: Bool = false, readsUses: Bool = false
    ) async throws -> [ImageAnalysis] {
        var options = try scanOptions(settings())
        options.booksBytes = booksBytes
        options.contentIdentity = identity
        options.readsLinkage = readsLinkage
        options.readsLicenses = readsLicenses
        options.readsAdvisoryFiles = readsAdvisoryFiles
        options.readsUses = readsUses
        return try await analyze(names, options: options)
    }

    /// Opens archives, chooses the images and analyses them; layers they share are read once.
    ///
    /// - Parameters:
    ///   - names: the images as they are named on the command line.
    ///   - options: how they are read.
    ///   - takesAll: whether every image that fits is taken where no reference chooses one.
    ///   - look: is shown each archive with the image chosen, before its layers are read.
    func analyze(
        _ names: [String], options: ScanOptions, takesAll: Bool = false,
        look: (ImageArchive, Image) throws -> Void = { _, _ in }
    ) async throws -> [ImageAnalysis] {
        var options = options
        let progress = ProgressLine(isShown: !quiet, of: names)
        options.progress = progress.progress
        defer { progress.finish() }
        let analyzer = ImageAnalyzer(options: options)
        var analyses: [ImageAnalysis] = []
        for name in names {
            let place = ImageReference(name)
            let archive = try place.open(options)
            let images =
                takesAll && place.reference == nil
                ? try archive.listings(platform: platform).map { try archive.image($0) }
                : [try archive.image(reference: place.reference, platform: platform)]
            for image in images {
                try look(archive, image)
                analyses.append(try await analyzer.analyze(image))
            }
        }
        progress.finish()
        if let cache = options.layerCache as? LayerCacheFolder { warn(of: cache) }
        for analysis in analyses { warn(analysis.diagnostics, of: names.count > 1 ? analysis.image.archive : nil) }
        return analyses
    }

    /// Says that layers can't be kept; what came of looking them up only where all is wanted.
    private func warn(of cache: LayerCacheFolder) {
        warn(cache.diagnostics.filter { verbose || $0.code == .cacheUnwritable })
        guard verbose else { return }
        let counts = cache.counts
        Terminal.note(
            "imagescan: \(counts.found) of \(counts.found + counts.missed) layers were in the cache \(cache.path)")
    }

    /// Prints diagnostics as warnings, the first ten unless all are asked for.
    func warn(_ diagnostics: [Diagnostic], of archive: String? = nil) {
        guard !quiet else { return }
        let shown = verbose ? diagnostics.count : 10
        for diagnostic in diagnostics.prefix(shown) {
            let places = [archive.map(DisplayText.escaped), diagnostic.layer.map { "layer \($0)" }, diagnostic.path]
                .compactMap(\.self)
            let place = places.isEmpty ? "" : places.joined(separator: ", ") + ": "
            Terminal.note("warning: \(place)\(diagnostic.message)")
        }
        if diagnostics.count > shown {
            Terminal.note("warning: \(diagnostics.count - shown) more; -v shows all, -o json has them too")
        }
    }
}
