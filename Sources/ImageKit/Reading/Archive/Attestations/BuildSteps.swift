/// The steps of a build as BuildKit records them in provenance of `mode=max`.
public struct BuildSteps: Sendable, Hashable {
    /// An image that the build began a stage with, or copied from.
    public struct SourceImage: Sendable, Hashable {
        /// The reference, `name:tag@digest` as a rule.
        public var reference: String
        /// The digests of its layers as blobs, the lowest first; empty where they are not recorded.
        public var layers: [String] = []
    }

    /// A command that the build ran.
    public struct Command: Sendable, Hashable {
        /// The program and its arguments.
        public var words: [String]
        /// Whether it ran in the stage that became the image.
        public var isOfImage: Bool
    }

    /// The images that went in, in the order of the steps.
    public var images: [SourceImage] = []
    /// The image that the last stage began with; nil where it began with nothing or that is not clear.
    public var base: SourceImage?
    /// The commands, in the order of the steps.
    public var commands: [Command] = []
    /// What made each of the upper layers of the image, the lowest first; nil for a step that ran no command.
    public var ownLayers: [Command?] = []
}

/// BuildKit's record of a build: its low-level definition and the layers that steps made.
///
/// What is not as expected is passed over: the rest of the statement counts all the same.
struct BuildKitRecord: Decodable {
    private let llbDefinition: [Step]?

    private struct Step: Decodable {
        let id: String?
        let inputs: [String]?
        let op: Operation?
    }

    private struct Operation: Decodable {
        let body: Body?

        enum CodingKeys: String, CodingKey { case body = "Op" }
    }

    private struct Body: Decodable {
        let source: Source?
        let exec: Execution?
        let file: Files?
        let merge: Merge?
    }

    private struct Source: Decodable { let identifier: String? }

    private struct Merge: Decodable {}

    private struct Files: Decodable {
        let actions: [Action]?

        struct Action: Decodable { let input: Int? }
    }

    private struct Execution: Decodable {
        let meta: Meta?
        let mounts: [Mount]?

        struct Meta: Decodable {
            let args: [String]?
            let env: [String]?
        }

        struct Mount: Decodable {
            let dest: String?
            let input: Int?
        }
    }

    /// A layer as a step made it.
    struct LayerRecord: Decodable { let digest: String? }

    private static let imagePrefix = "docker-image://"

    /// The environment of every command, `NAME=value`, each once.
    var environment: [String] {
        var seen: Set<String> = []
        return (llbDefinition ?? []).flatMap { $0.op?.body?.exec?.meta?.env ?? [] }.filter { seen.insert($0).inserted }
    }

    /// The steps, the last one's chain of first inputs being the stage that became the image.
    ///
    /// - Parameter layers: what `step:output` made, as lists of layers.
    func steps(layers: [String: [[LayerRecord]]]) -> BuildSteps {
        let all = llbDefinition ?? []
        var places: [String: Int] = [:]
        for (place, step) in all.enumerated() { if let id = step.id, places[id] == nil { places[id] = place } }
        var result = BuildSteps()
        var chain: [Int] = []
        var seen: Set<Int> = []
        var next = all.indices.last
        var base: Int?
        while let place = next, seen.insert(place).inserted {
            chain.append(place)
            if all[place].op?.body?.source != nil { base = place }
            next = below(all[place]).flatMap { places[$0] }
        }
        for (place, step) in all.enumerated() {
            if let words = step.op?.body?.exec?.meta?.args {
                result.commands.append(BuildSteps.Command(words: words, isOfImage: seen.contains(place)))
            }
            guard let image = image(step, layers) else { continue }
            result.images.append(image)
            if place == base { result.base = image }
        }
        result.ownLayers = chain.reversed().compactMap { place -> BuildSteps.Command?? in
            guard let body = all[place].op?.body else { return nil }
            if let words = body.exec?.meta?.args { return BuildSteps.Command(words: words, isOfImage: true) }
            return body.file == nil && body.merge == nil ? nil : .some(nil)
        }
        return result
    }

    /// The step whose result another one changes: the input of its root; nil where it begins with nothing.
    private func below(_ step: Step) -> String? {
        let inputs = step.inputs ?? []
        var number = 0
        if let execution = step.op?.body?.exec {
            number = execution.mounts?.first { $0.dest == "/" }?.input ?? 0
        } else if let files = step.op?.body?.file {
            number = files.actions?.first?.input ?? 0
        }
        guard inputs.indices.contains(number) else { return nil }
        return String(inputs[number].prefix { $0 != ":" })
    }

    private func image(_ step: Step, _ layers: [String: [[LayerRecord]]]) -> BuildSteps.SourceImage? {
        guard let identifier = step.op?.body?.source?.identifier, identifier.hasPrefix(BuildKitRecord.imagePrefix)
        else { return nil }
        let chain = layers["\(step.id ?? ""):0"]?.last ?? []
        return BuildSteps.SourceImage(
            reference: String(identifier.dropFirst(BuildKitRecord.imagePrefix.count)),
            layers: chain.compactMap(\.digest))
    }
}

/// A member that is nil where it is not as expected, instead of making the whole document unreadable.
struct Lenient<Value: Decodable>: Decodable {
    let value: Value?

    init(from decoder: any Decoder) throws { value = try? Value(from: decoder) }
}
