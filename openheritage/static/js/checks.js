/* Within a preview: marks links whose words say nothing of where they lead. */

const PHRASES = [
  "here|click here|see here|this|this link|link|this page",
  "more|read more|learn more|find out more",
  "ici|cliquez ici|ce lien|lien|en savoir plus|lire la suite",
  "aquí|aqui|haga clic aquí|haz clic aquí|leer más|más",
  "clique aqui|leia mais|saiba mais|mais",
  "hier|hier klicken|klicken sie hier|mehr|weiterlesen",
  "qui|clicca qui|leggi di più|altro",
  "здесь|тут|сюда|нажмите здесь|подробнее|ссылка",
  "هنا|اضغط هنا|انقر هنا|المزيد|اقرأ المزيد|رابط",
  "这里|此处|点击这里|点击此处|更多|链接",
  "こちら|ここ|こちらをクリック|ここをクリック|詳細|リンク",
  "hapa|bofya hapa|bonyeza hapa|zaidi|soma zaidi",
  "di sini|klik di sini|selengkapnya|baca selengkapnya|tautan",
];
const VAGUE = new Set(PHRASES.join("|").split("|"));

for (const link of document.querySelectorAll("main a[href]")) {
  const words = link.textContent
    .replaceAll(/[\s\p{P}\p{S}]+/gu, " ")
    .trim()
    .toLowerCase();
  if (VAGUE.has(words) && !link.hasAttribute("aria-label")) {
    link.dataset.vague = "";
  }
}
