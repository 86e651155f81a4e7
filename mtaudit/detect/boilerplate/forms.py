"""What web pages say to their readers, by language. Written by us after the share, follow and newsletter boxes."""

from __future__ import annotations

PLATFORMS = (
    r"(?:google ?news|google|facebook|twitter|instagram|telegram|whatsapp|viber|youtube|tiktok|linkedin|pinterest|"
    r"reddit|bluesky|threads|mastodon|signal|vkontakte|vk|odnoklassniki|x|rss|e-?mail|flipboard|apple news|"
    r"social (?:media|networks?)|réseaux sociaux|redes sociales|sozialen (?:medien|netzwerken)|app store|google play)\b"
    # A platform ends the line, or a list or a purpose follows; "on Facebook they say" is news.
    r"(?=\s*(?:$|[,.!:;|/&+–—-]|(?:and|or|to|for|und|oder|um|et|ou|pour|y|e|o|para|per|e)\b))"
)

# What pages tell their readers, by language: each pattern must match at the start of a short line of its own.
# Written by us; the forms are those of the share, follow and newsletter boxes of news sites.
CALLS: dict[str, tuple[str, ...]] = {
    "en": (
        rf"(?:follow|like|join|find|add|watch|read|subscribe to) (?:(?:us|our|[\w.-]+) ){{0,4}}(?:on|at|in|"
        rf"via|to|from) (?:our )?{PLATFORMS}\b",
        r"(?:follow|join|subscribe to|sign up (?:for|to)|get|receive) (?:[\w.-]+ ){0,4}"
        r"(?:newsletters?|channel|podcast|updates?|alerts?|notifications?|page|app|"
        r"mailing list)\b(?! (?:said|has|had|is|was))",
        rf"share (?:(?:this|the) (?:article|story|post|page|news|link)|(?:it |this )?(?:on|via|to|by|"
        rf"with) {PLATFORMS})\b",
        r"(?:and )?be (?:the )?first to (?:know|learn|read|hear|get|find out)\b",
        r"(?:read|see|watch|look|view)(?: it)? (?:also|more|further|next|too)(?: (?:at|on|about|in|here|"
        r"news|stories|articles)\b|\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:also|you may also|you might also|don't miss|more) (?:read|like|on this topic|on the topic|"
        r"from [\w.]+|about this)\b\s*(?:[:>»\-–—.]|$)",
        r"(?:related|recommended|popular|most read|latest|top) (?:articles?|stories|news|posts?|topics?|"
        r"content)\b\s*(?:[:>»\-–—]|$)",
        r"(?:click|tap|press) (?:here|on the link|the link|below)\b",
        r"(?:all rights reserved|copyright\b|©|\(c\) ?\d{4})",
        r"(?:reading time|read time|time to read)\b\s*:?\s*\d",
        r"(?:leave a (?:comment|reply)|add (?:a )?comment|post a comment|comments?\s*(?:\(\d+\)|:)|(?:show|"
        r"view) (?:all )?comments)",
        r"(?:download|install|get) (?:the|our) (?:[\w.-]+ ){0,3}(?:app|application)\b",
        r"(?:advertisement|sponsored content|continue reading|loading\.{0,3}|skip to content|"
        r"listen to (?:this|the) article)\s*[:.]?$",
        r"(?:follow|find out|learn|see|read) all the (?:latest )?news\b",
        r"(?:it |you |this |these )?(?:may|might) (?:also )?(?:interest you|be interested in|be of interest|like)\b",
        r"(?:turn on|enable|activate|allow|switch on) (?:[\w-]+ ){0,2}notifications\b",
        r"(?:this|the) (?:article|content|story|page) is (?:reserved|only|available only|exclusively) (?:for|to) "
        r"(?:our )?(?:subscribers|members|registered)\b",
        r"(?:subscribe|log in|sign in|register) to (?:read|continue|comment|view)\b",
        r"(?:found|spotted|noticed|saw|if you (?:find|notice|see|spot)) an? (?:typo|mistake|error|inaccuracy)\b",
        r"scan (?:it|the (?:qr )?code|this)\b",
    ),
    "de": (
        rf"(?:folge[nt]?|besuche[nt]?|abonniere[nt]?|lese?n?|lies|finde[nt]?) (?:(?:sie|du|uns|unseren?|"
        rf"unserem|auch|[\w.-]+) ){{0,4}}(?:auf|bei|über|via|in|per) {PLATFORMS}\b",
        r"(?:abonniere[nt]?|erhalte[nt]?|bestelle[nt]?|hole[nt]? dir|registriere[nt]?|"
        r"melde[nt]?) (?:[\w.-]+ ){0,5}(?:newsletter|kanal|podcast|push-?nachrichten|benachrichtigungen|"
        r"app)\b",
        rf"(?:(?:artikel|beitrag|seite|diesen artikel|den artikel) (?:teilen|empfehlen|drucken|kommentieren)|"
        rf"teilen(?: sie)? (?:[\w.-]+ ){{0,3}}(?:auf|über|via|per|mit) {PLATFORMS})\b",
        r"(?:und )?(?:erfahren sie|erfahre|seien sie|sei) (?:[\w.-]+ ){0,3}(?:als erste[rs]?|der erste|die ersten)\b",
        r"(?:lesen|lies|sehen) (?:sie )?(?:auch|mehr|weiter)(?: (?:dazu|hier|über|auf|bei|zum thema)\b|"
        r"\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:mehr zum thema|mehr dazu|lesetipps?|das könnte sie auch interessieren|ähnliche (?:artikel|"
        r"beiträge|themen)|meistgelesen|weiterlesen|zum thema)\b\s*(?:[:>»\-–—]|$)",
        r"(?:klicken sie|klicke|hier klicken|hier geht es)\b",
        r"(?:alle rechte vorbehalten|copyright\b|©)",
        r"(?:lesezeit|lesedauer)\b\s*:?\s*\d",
        r"(?:kommentar (?:schreiben|hinterlassen)|kommentare\s*(?:\(\d+\)|:|$))",
        r"(?:anzeige|werbung|artikel anhören|nach oben)\s*[:.]?$",
    ),
    "fr": (
        rf"(?:suivez|suis|rejoignez|retrouvez|abonnez|likez|aimez)(?:[ -](?:nous|vous|nos|notre|le|la|"
        rf"l['’]\w+|à|toute?s?|actualités?|[\w.-]+)){{0,6}} (?:sur|via|dans|à|par) (?:notre |nos |"
        rf"la chaîne )?{PLATFORMS}\b",
        r"(?:abonnez-vous|inscrivez-vous|recevez|souscrivez) (?:[\w.'’-]+ ){0,5}(?:newsletters?|"
        r"lettre d['’]information|infolettre|chaîne|podcast|alertes?|notifications)\b",
        rf"partage[zr] (?:(?:cet|l['’])\s?article|(?:[\w.-]+ ){{0,2}}(?:sur|via|par) {PLATFORMS})\b",
        r"(?:et )?soyez (?:le |la |les )?premi(?:er|ère|ers|ères) (?:à|informés?)\b",
        r"(?:lire|lisez|voir|voyez|regardez|à lire|à voir) (?:aussi|également|plus|la suite|"
        r"encore)\b(?: (?:sur|ici)\b|\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|recommandés?)|les plus lus|"
        r"pour aller plus loin|en savoir plus)\b\s*(?:[:>»\-–—]|$)",
        r"cliquez (?:ici|sur|pour)\b",
        r"(?:tous droits réservés|copyright\b|©)",
        r"temps de lecture\b\s*:?\s*\d",
        r"(?:laisse[zr] un commentaire|(?:ajouter|écrire) un commentaire|commentaires?\s*(?:\(\d+\)|:))",
        r"(?:publicité|contenu sponsorisé|écouter l['’]article|télécharge[rz] (?:notre|"
        r"l['’])\s?appli(?:cation)?)\s*[:.]?$",
    ),
    "es": (
        rf"(?:siga(?:nos)?|s[íi]guenos|sigue|síganos|únete|únase|encuéntranos|suscríbete|suscríbase)(?: (?:a|"
        rf"al|en|nos|toda|todas|la|las|los|información|noticias|nuestro|nuestra|canal|[\w.-]+)){{0,5}} (?:en|"
        rf"por|de|a|vía) {PLATFORMS}\b",
        r"(?:suscríbe(?:te|se)|suscríbase|recibe|reciba|regístrate|"
        r"apúntate) (?:[\w.-]+ ){0,5}(?:newsletters?|boletín|boletines|canal|podcast|alertas|"
        r"notificaciones)\b",
        rf"compart(?:e|a|ir) (?:(?:este|el|esta) (?:artículo|noticia|nota)|(?:[\w.-]+ ){{0,2}}(?:en|por|"
        rf"vía) {PLATFORMS})\b",
        r"(?:y )?(?:sé|sea|entérate|entérese) (?:el |la |los |de los )?primer[oa]?s? en\b",
        r"(?:lee|lea|leer|ver|vea|mira) (?:también|más|además)\b(?: (?:en|sobre|aquí)\b|\s*[:>»…\-–—]|\s*\.{0,3}$)",
        r"(?:te puede interesar|le puede interesar|también te puede interesar|noticias relacionadas|"
        r"artículos relacionados|lo más leído|más información|más sobre este tema)\b\s*(?:[:>»\-–—]|$)",
        r"(?:haz|haga|pulse|pincha|pulsa) (?:clic|aquí)\b",
        r"(?:todos los derechos reservados|copyright\b|©)",
        r"tiempo de lectura\b\s*:?\s*\d",
        r"(?:deja (?:un|tu) comentario|(?:añadir|agregar) (?:un )?comentario|comentarios?\s*(?:\(\d+\)|:))",
        r"(?:publicidad|contenido patrocinado|escuchar artículo|descarga (?:nuestra|la) (?:app|aplicación))\s*[:.]?$",
    ),
    "it": (
        rf"(?:seguici|segui|iscriviti|unisciti|trovaci|seguiteci)(?: (?:a|al|anche|tutte|le|la|il|notizie|"
        rf"nostro|canale|[\w.-]+)){{0,5}} (?:su|via|di) {PLATFORMS}\b",
        r"(?:iscriviti|abbonati|ricevi) (?:[\w.-]+ ){0,4}(?:newsletter|canale|podcast|notifiche)\b",
        r"(?:leggi|guarda|vedi) (?:anche|tutto|altro|di più)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        rf"condividi(?: (?:l['’]articolo|questo articolo|su {PLATFORMS}))\b",
        r"(?:tutti i diritti riservati|riproduzione riservata|copyright\b|©)",
    ),
    "pt": (
        rf"(?:siga(?:-nos)?|segue-nos|acompanhe|inscreva-se|junte-se)(?: (?:a|ao|o|as|no|nos|notícias|nosso|"
        rf"canal|[\w.-]+)){{0,5}} (?:no|na|em|via|do|pelo) {PLATFORMS}\b",
        r"(?:assine|receba|inscreva-se|subscreva) (?:[\w.-]+ ){0,4}(?:newsletter|boletim|canal|podcast|notificações)\b",
        r"(?:leia|veja|saiba) (?:também|mais)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        rf"(?:compartilhe|partilhe)(?: (?:este artigo|esta notícia|no {PLATFORMS}))\b",
        r"(?:todos os direitos reservados|copyright\b|©)",
    ),
    "ru": (
        rf"(?:подпис\w+|следите|читайте|смотрите)(?: [\w.-]+){{0,5}} (?:в|на|через) {PLATFORMS}\b",
        r"(?:подпис\w+|присоединяйтесь)(?: [\w.-]+){0,4} "
        r"(?:рассылк\w+|канал\w*|telegram[\w-]*|телеграм[\w-]*|новост\w+)\b",
        r"(?:читать|читайте|смотрите|смотри)(?: также| далее| ещё| еще| больше| полностью)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        r"(?:поделиться|поделитесь)(?: (?:статьёй|статьей|новостью|в \w+))?\s*[:.]?$",
        r"(?:все права защищены|copyright\b|©|реклама\s*[:.]?$|по теме\s*:|материалы по теме)",
        r"(?:нашли|заметили|увидели) (?:ошибку|опечатку)\b",
    ),
    "nl": (
        rf"(?:volg|like|abonneer)(?: [\w.-]+){{0,4}} (?:op|via) {PLATFORMS}\b",
        r"(?:abonneer|schrijf je in|meld je aan|ontvang)(?: [\w.-]+){0,4} (?:nieuwsbrief|kanaal|podcast|meldingen)\b",
        r"(?:lees|bekijk|zie) (?:ook|meer|verder)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        rf"deel(?: (?:dit artikel|dit bericht|op {PLATFORMS}))\b",
        r"(?:alle rechten voorbehouden|copyright\b|©|advertentie\s*[:.]?$)",
    ),
    "pl": (
        rf"(?:obserwuj|polub|śledź|dołącz|subskrybuj)(?: [\w.-]+){{0,4}} (?:na|w) {PLATFORMS}\b",
        r"(?:zapisz się|subskrybuj|zasubskrybuj|otrzymuj)(?: [\w.-]+){0,4} "
        r"(?:newsletter\w*|kanał|podcast|powiadomienia)\b",
        r"(?:czytaj|zobacz|przeczytaj) (?:też|także|również|więcej|dalej)\b\s*(?:[:>»…\-–—]|\.{0,3}$)",
        r"(?:wszelkie prawa zastrzeżone|copyright\b|©|reklama\s*[:.]?$)",
    ),
}
# The reader of a page is spoken to, the reader of a news item is not.
ADDRESS = {
    "en": "you your yours us our",
    "de": "Sie Ihr Ihre Ihren Ihrem uns unser unsere unseren unserem unserer dir dich dein deine deinen",
    "fr": "vous votre vos nous notre nos",
    "es": "tu tus te nos nuestro nuestra nuestros nuestras usted",
    "it": "ti tuo tua tuoi tue ci nostro nostra nostri vostro vostra",
    "pt": "você seu sua nosso nossa nos",
    "ru": "вы вас вам ваш ваша ваши вашего вашу наш наша наши нас нам нашем нашего",
    "nl": "je jouw jij u uw ons onze",
    "pl": "ci twój twoje ciebie nas nasz nasze naszym naszego",
}
# Lines that name who made a picture or report: right in a newspaper, yet the editor should see that they came along.
CREDITS = {
    "ru": r"(?:фото|иллюстрация|видео|источник)\s*[:/©]",
    "nl": r"(?:foto|beeld|bron|video)\s*[:/©]",
    "pl": r"(?:zdjęcie|fot\.?|źródło|wideo)\s*[:/©]",
    "en": (
        r"(?:photos?|images?|pictures?|video|source|credits?|photo credit|illustration)(?: (?:by|from|"
        r"credit|source))?\s*[:/©]"
    ),
    "de": r"(?:fotos?|bild(?:er|quelle)?|quelle|video|symbolbild)\s*[:/©]",
    "fr": r"(?:photos?|images?|crédits?(?: photo)?|source|vidéo)\s*[:/©]",
    "es": r"(?:fotos?|fotografía|imagen|imágenes|fuente|crédito|vídeo|video)\s*[:/©]",
    "it": r"(?:foto|immagine|fonte|credit[si]?|video)\s*[:/©]",
    "pt": r"(?:fotos?|imagem|fonte|crédito|vídeo)\s*[:/©]",
}
