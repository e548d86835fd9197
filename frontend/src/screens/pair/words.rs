//! The words that two screens compare: short, common, and none a letter from another. Swedish in every language, because both people
//! stand on a Swedish site and only have to see that they are the same.
use crate::view::*;

const LIST: &str = "abborre afton åker ambra anka apel arm ask bagge balk banan band bastu berg bild biskop bit björk blad blixt block \
    blom boja bok boll bord bricka bror brunn bukt bulle buss bäck bär båge bön dagg dal damm dans delfin dike disk docka \
    drag drake droppe dröm duk duva dörr eka ekorre eld enbär fabel fack fana faster fat fikon fil fjord fjäder fjäll \
    fjäril flagg flinga flod flöjt folk form fält färg fågel fönster gaffel garn gata get glas glöd gnista gran grind \
    groda grop grotta gräs guld gunga gurka gård gås gök hagel hake halm hamn hassel hatt hav hed hink hjort hjul hjälm \
    holme horn humla hund hyvel häst igel iller isberg jacka jakt juni kaffe kaktus kamel kamp kanot kappa karta kedja \
    kista kjol klippa klocka klöver kniv knopp kompass korall korg krans krita krok krona kråka kudde kula kust kväll \
    kyrka källa kärra kåta lada lampa lapp lavin lera lilja linjal ljus lodjur lokal luft lykta lönn magnet majs mark mast \
    matta melon mossa mynta myra måne nyckel näbb nässla näver ocean oliv orgel orre paddel pall panna papper pion planka \
    plog polis port potta prisma pumpa päls pärla raket regn ring rubin ränna safir saga salt sele silver skepp skiva skog \
    skål smed snigel socker spade sparv spegel spik spindel stall stege sten stig stjärna stol strand ström stubbe svan \
    säng teater tegel tiger timjan tomat topas trana trappa trast trumma träd tulpan tunna tupp uggla urna vagn vallmo \
    vante vass vatten vete vind vinge viol vråk äpple ärta";

/// The words at these places.
#[must_use]
pub fn words(places: [u8; 3]) -> [&'static str; 3] {
    places.map(|place| LIST.split(' ').nth(place.into()).unwrap_or_default())
}

/// Draws the three.
pub fn draw(places: [u8; 3]) -> AnyView {
    let shown = words(places).map(|word| view! { <li>{word}</li> }.into_any());
    view! { <ul class="three-words" lang="sv">{shown.into_iter().collect_view()}</ul> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::pairing;

    #[test]
    fn there_are_as_many_words_as_places_and_none_is_a_letter_from_another() {
        let list: Vec<Vec<char>> = LIST.split(' ').map(|word| word.chars().collect()).collect();
        assert_eq!(list.len(), pairing::WORDS);
        for (place, word) in list.iter().enumerate() {
            for other in &list[..place] {
                let differ = word.iter().zip(other).filter(|(a, b)| a != b).count();
                assert!(
                    word.len() != other.len() || differ > 1,
                    "{word:?} {other:?}"
                );
            }
        }
        assert_eq!(words([0, 1, 255]), ["abborre", "afton", "ärta"]);
    }
}
