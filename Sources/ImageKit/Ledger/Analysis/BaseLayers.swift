public import ImageReading

/// Which of an image's layers and steps are those of the image it was built from, as far as that can be told.
public struct BaseLayers: Sendable, Hashable {
    /// How the base image's steps were told apart.
    public enum Basis: Sendable, Hashable {
        /// By whoever asks.
        case given
        /// By the layers that the image shares with a given base image.
        case sharedLayers
        /// By buildah's remark `FROM name` at the first step behind the base's.
        case builderRemark
        /// By the default command that ends a Dockerfile: steps up to the last CMD or ENTRYPOINT with a layer behind it.
        case defaultCommand
        /// Not at all: every step counts as the image's own.
        case unknown
    }

    /// How they were told apart.
    public let basis: Basis
    /// How many layers, counted from the lowest, are the base image's; nil where that is not known.
    public let count: Int?
    /// How many steps of the history are the base image's.
    package let stepCount: Int

    /// Whether a layer is the base image's; nil where that is not known.
    public func contains(_ layer: Int) -> Bool? { count.map { layer < $0 } }

    /// Takes a number of layers for the base image's.
    ///
    /// - Parameters:
    ///   - image: the image.
    ///   - count: how many of its lowest layers; none where all of it is the image's own.
    public init(of image: Image, count: Int) {
        let history = image.configuration.history ?? []
        let steps = history.indices.filter { history[$0].emptyLayer != true }
        basis = .given
        self.count = min(max(0, count), image.layers.count)
        stepCount = count > 0 && count <= steps.count && steps.count == image.layers.count ? steps[count - 1] + 1 : 0
    }

    /// Nothing is known.
    static let unknown = BaseLayers()

    private init() {
        basis = .unknown
        count = nil
        stepCount = 0
    }

    /// Tells the base image's layers apart.
    ///
    /// - Parameters:
    ///   - image: the image.
    ///   - base: the image it was built from, where it is at hand.
    public init(of image: Image, base: Image? = nil) {
        let history = image.configuration.history ?? []
        let fits = history.count { $0.emptyLayer != true } == image.layers.count
        func layers(below step: Int) -> Int? { fits ? history[..<step].count { $0.emptyLayer != true } : nil }
        if let shared = BaseLayers.sharedLayers(of: image, with: base) {
            basis = .sharedLayers
            count = shared
            stepCount = fits ? BaseLayers.steps(of: history, shared: shared, base: base) : 0
        } else if let remark = image.baseRemark {
            basis = .builderRemark
            stepCount = remark.step
            count = layers(below: remark.step)
        } else if let last = history.lastIndex(where: { $0.emptyLayer != true }),
            let command = history[..<last].lastIndex(where: \.isDefaultCommand)
        {
            basis = .defaultCommand
            stepCount = command + 1
            count = layers(below: command + 1)
        } else {
            basis = .unknown
            stepCount = 0
            count = nil
        }
    }

    /// How many of the lowest layers two images share; nil where there is no other image or it is not below.
    private static func sharedLayers(of image: Image, with base: Image?) -> Int? {
        guard let base else { return nil }
        let (own, below) = (image.layers.map(\.diffID), base.layers.map(\.diffID))
        return !below.isEmpty && own.starts(with: below) ? below.count : nil
    }

    /// Steps without a layer belong to the base as far as its own history goes.
    private static func steps(of history: [ImageConfiguration.History], shared: Int, base: Image?) -> Int {
        var layer = 0
        var end = 0
        var firstOwn = history.count
        for (index, step) in history.enumerated() where step.emptyLayer != true {
            if layer < shared { end = index + 1 }
            if layer == shared { firstOwn = index }
            layer += 1
        }
        return min(max(base?.configuration.history?.count ?? 0, end), firstOwn)
    }
}

extension Image {
    /// The first step behind the base's, and the name that buildah says it went on from; nil where no step has such a remark.
    ///
    /// A step that went on from an earlier build under the image's own name made no base of it.
    package var baseRemark: (step: Int, name: String)? {
        let own = Set(references.map(ImageListing.canonical))
        let history = configuration.history ?? []
        return history.indices.reversed().lazy.compactMap { step -> (step: Int, name: String)? in
            guard let name = history[step].baseName, !own.contains(ImageListing.canonical(name)) else { return nil }
            return (step, name)
        }.first
    }
}

extension ImageConfiguration.History {
    /// The image that buildah says this step went on from; nil where it says nothing, or names an unnamed step before.
    fileprivate var baseName: String? {
        guard let comment, comment.hasPrefix("FROM ") else { return nil }
        let name = comment.dropFirst(5)
        let isIdentifier = name.count == 12 && name.allSatisfy { $0.isASCII && $0.isHexDigit }
        return isIdentifier || name.isEmpty ? nil : String(name)
    }

    /// Whether the step sets what a container runs.
    fileprivate var isDefaultCommand: Bool {
        var text = (createdBy ?? "")[...]
        if let marker = text.firstRange(of: "#(nop)") { text = text[marker.upperBound...] }
        let word = text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace }
        return word == "CMD" || word == "ENTRYPOINT"
    }
}
