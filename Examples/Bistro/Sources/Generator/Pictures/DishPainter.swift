/// Paints a plate of food on a wooden table, seen from above, lit from the upper left.
struct DishPainter {
    private struct Morsel {
        let x: Float
        let y: Float
        let radius: Float
        let colour: Colour
    }

    private let texture: Texture
    private let wood: Colour
    private let plate: Colour
    private let sauce: Colour
    private let morsels: [Morsel]

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed, stream: 11)
        texture = Texture(seed: UInt32(truncatingIfNeeded: random.next()))
        wood = random.pick([Colour(0.36, 0.23, 0.14), Colour(0.22, 0.17, 0.15), Colour(0.55, 0.42, 0.30)])
        plate = random.pick([Colour(0.93, 0.92, 0.89), Colour(0.86, 0.88, 0.90), Colour(0.30, 0.34, 0.38)])
        sauce = random.pick([Colour(0.62, 0.20, 0.10), Colour(0.75, 0.52, 0.16), Colour(0.35, 0.42, 0.14)])
        let palette = random.shuffled([
            Colour(0.82, 0.30, 0.16), Colour(0.92, 0.70, 0.26), Colour(0.36, 0.52, 0.18), Colour(0.55, 0.30, 0.16),
            Colour(0.94, 0.86, 0.70), Colour(0.48, 0.12, 0.24), Colour(0.24, 0.36, 0.14),
        ]).prefix(4)
        morsels = (0..<random.within(26...44)).map { _ in
            // Uniform over a disc by rejection: no trigonometry needed.
            var x: Float = 1
            var y: Float = 1
            while x * x + y * y > 1 {
                x = Float(random.fraction()) * 2 - 1
                y = Float(random.fraction()) * 2 - 1
            }
            return Morsel(
                x: x * 0.24, y: y * 0.24, radius: 0.025 + Float(random.fraction()) * 0.05,
                colour: random.pick(Array(palette)))
        }
    }

    /// The picture.
    func paint(width: Int, height: Int) -> Canvas {
        let centre = Float(width) / Float(height) / 2
        return Canvas(width: width, height: height) { x, y in
            let dx = x - centre
            let dy = y - 0.5
            let distance = (dx * dx + dy * dy).squareRoot()
            var colour = table(x, y, shadowFrom: ((dx - 0.03) * (dx - 0.03) + (dy - 0.04) * (dy - 0.04)).squareRoot())
            if distance < 0.44 {
                colour = colour.mixed(with: dish(dx, dy, distance), 1 - Texture.step(0.425, 0.435, distance))
            }
            // Grain of the sensor, and the darker corners of a lens.
            let grain = 0.94 + 0.12 * texture.at(Int32(x * 800), Int32(y * 800))
            return colour.lit(grain * (1.08 - 0.45 * distance * distance))
        }
    }

    private func table(_ x: Float, _ y: Float, shadowFrom distance: Float) -> Colour {
        let fibre = texture.layered(x * 3, y * 70) * 0.5 + texture.layered(x * 9 + 7, y * 160) * 0.35
        let plank = Int(y * 5) % 2 == 0 ? 1 : 0.9 as Float
        let shadow = 0.45 + 0.55 * Texture.step(0.36, 0.52, distance)
        return wood.lit((0.6 + fibre) * plank * shadow)
    }

    private func dish(_ dx: Float, _ dy: Float, _ distance: Float) -> Colour {
        // The rim catches the light on the side that faces it.
        let rim = Texture.step(0.30, 0.33, distance) * (1 - Texture.step(0.40, 0.43, distance))
        var colour = plate.lit(0.92 - (dx + dy) * 0.25 * (0.4 + rim) + 0.03 * texture.layered(dx * 40, dy * 40))
        let edge = 0.27 + 0.03 * texture.value(dx * 9 + 5, dy * 9)
        if distance < edge {
            let pool = sauce.lit(0.7 + 0.6 * texture.layered(dx * 30, dy * 30, layers: 4))
            colour = colour.mixed(with: pool, 1 - Texture.step(edge - 0.02, edge, distance))
        }
        for morsel in morsels {
            let mx = dx - morsel.x
            let my = dy - morsel.y
            guard abs(mx) < 0.11, abs(my) < 0.11 else { continue }
            let wobble = 0.75 + 0.5 * texture.value(mx * 22 + morsel.x * 90, my * 22 + morsel.y * 90)
            let reach = (mx * mx + my * my).squareRoot() / (morsel.radius * wobble)
            if reach < 1.35 { colour = colour.lit(0.6 + 0.4 * Texture.step(0.9, 1.35, reach)) }
            if reach < 1 {
                let bump = 0.55 + 0.5 * texture.layered(dx * 55, dy * 55, layers: 4) - (mx + my) * 3
                let shine = Texture.step(0.62, 0.75, texture.value(dx * 60 + 3, dy * 60)) * (1 - reach) * 0.35
                let lit = morsel.colour.lit(bump * (1.15 - 0.45 * reach * reach))
                colour = colour.mixed(
                    with: Colour(lit.red + shine, lit.green + shine, lit.blue + shine),
                    1 - Texture.step(0.92, 1, reach))
            }
        }
        return colour
    }
}
