/// What other rules find in layers of the base image, which no change to the Dockerfile's steps takes away.
struct BaseImageAdvice: AdviceRule {
    let kind = "base-image"
    let title = "The base image holds files that this image may not need"
    let change =
        "Start FROM a smaller base or a newer one; a RUN can't take away what lies in the base's layers"
    let certainty = Advice.Certainty.upperBound

    /// No file by itself: the adviser gives it those that other rules blame on a layer of the base.
    func blame(_ file: AdviceFile) -> Int? { nil }
}
