//! The page of the admin's link: one button, and below it what came of it.

use crate::plain_page::document;
use share_cloud_domain::account::Locale;

/// Asks for an access token as the web app does, then claims. The page holds every sentence already; the script shows one.
pub(super) const SCRIPT: &str = "\
const button=document.querySelector('button');\
const show=id=>{for(const p of document.querySelectorAll('[aria-live] p'))p.hidden=p.id!==id};\
const post=(path,body,headers)=>fetch(path,{method:'POST',headers:{'content-type':'application/json',...headers},body:JSON.stringify(body)});\
const claim=async()=>{\
const session=await post('/api/sessions/refresh',{});\
if(session.status===401)return'signed-out';\
if(!session.ok)return'failed';\
const{access_token}=await session.json();\
const answer=await post('/admin-link',{token:location.hash.slice(1)},{authorization:`Bearer ${access_token}`});\
if(answer.ok){button.hidden=true;return'done'}\
const{code}=await answer.json();\
return{token_invalid:'gone',email_unverified:'unconfirmed',unauthorized:'signed-out'}[code]??'failed'};\
button.addEventListener('click',async()=>{button.disabled=true;show(await claim().catch(()=>'failed'));button.disabled=false});";

/// The words of the page in one language. What holds links is markup.
struct Words {
    lang: &'static str,
    title: &'static str,
    about: &'static str,
    button: &'static str,
    done: &'static str,
    signed_out: &'static str,
    unconfirmed: &'static str,
    gone: &'static str,
    failed: &'static str,
    no_script: &'static str,
}

const KO: Words = Words {
    lang: "ko",
    title: "관리자 되기",
    about: "아직 관리자가 없는 곳이에요. 이 링크를 가진 사람이 로그인한 계정으로 관리자가 돼요. 링크는 한 번만 쓸 수 있어요.",
    button: "내 계정을 관리자로 만들기",
    done: "이제 관리자예요. <a href=\"/\">내 파일로 가기</a>",
    signed_out: "먼저 <a href=\"/sign-in\">로그인</a>하거나 <a href=\"/sign-up\">가입</a>해 주세요. 그런 다음 이 링크를 다시 열어 주세요.",
    unconfirmed: "먼저 메일로 받은 링크로 주소를 확인해 주세요. 그런 다음 이 링크를 다시 열어 주세요.",
    gone: "더는 쓸 수 없는 링크예요. 이미 썼거나, 관리자가 생겼거나, 프로그램이 다시 시작됐어요. 관리자가 없다면 다시 시작할 때 새 링크가 나와요.",
    failed: "지금은 안 돼요. 잠시 뒤에 다시 눌러 주세요.",
    no_script: "이 페이지에는 자바스크립트가 필요해요.",
};

const EN: Words = Words {
    lang: "en",
    title: "Become the admin",
    about: "There is no admin here yet. Whoever has this link becomes the admin with the account they are signed in to. It works once.",
    button: "Make my account the admin",
    done: "You are the admin now. <a href=\"/\">Go to your files</a>",
    signed_out: "<a href=\"/sign-in\">Sign in</a> or <a href=\"/sign-up\">sign up</a> first. Then open this link again.",
    unconfirmed: "Confirm your address by the link in your mail first. Then open this link again.",
    gone: "This link does not work any more: it was used, there is an admin, or the program was started again. Without an admin, each \
           start prints a new one.",
    failed: "That did not work just now. Try again in a moment.",
    no_script: "This page needs JavaScript.",
};

/// The page.
pub(super) fn page(locale: Locale) -> String {
    let Words { lang, title, about, button, done, signed_out, unconfirmed, gone, failed, no_script } =
        if locale == Locale::Ko { &KO } else { &EN };
    let outcomes = [("done", done), ("signed-out", signed_out), ("unconfirmed", unconfirmed), ("gone", gone), ("failed", failed)];
    let outcomes: String = outcomes.iter().map(|(id, sentence)| format!("<p id=\"{id}\" hidden>{sentence}</p>")).collect();
    let main = format!(
        "<h1>{title}</h1><p>{about}</p><button type=\"button\">{button}</button><noscript><p>{no_script}</p></noscript>\
         <div aria-live=\"polite\">{outcomes}</div>"
    );
    document(lang, title, &main, Some(SCRIPT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_that_the_script_names_stands_on_the_page_in_both_languages() {
        let named = ["done", "signed-out", "unconfirmed", "gone", "failed"];
        for locale in [Locale::Ko, Locale::En] {
            let html = page(locale);
            for id in named {
                assert!(SCRIPT.contains(&format!("'{id}'")) && html.contains(&format!("<p id=\"{id}\" hidden>")), "{id}");
            }
            assert_eq!(html.matches("<p id=").count(), named.len());
        }
        assert!(page(Locale::Ko).contains("lang=\"ko\"") && page(Locale::En).contains("lang=\"en\""));
    }
}
